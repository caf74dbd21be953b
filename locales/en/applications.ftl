### Services and applications.

## States
state-draft = Draft
state-submitted = Submitted
state-in-work = In progress
state-addition-required = Addition required
state-at-approval = At approval
state-approved = Approved
state-refused = Refused
state-withdrawn = Withdrawn

## History
event-create = Draft begun
event-submit = Application submitted
event-take = Taken into work
event-assign = Assigned to an employee
event-release = Returned to the queue
event-ask-addition = Addition requested
event-add = Addition received
event-propose = Decision sent for approval
event-return = Returned for consideration
event-pass = Approval step passed
event-approve = Application approved
event-refuse = Application refused
event-withdraw = Application withdrawn

## Journal of actions
action-application-create = Application draft begun
action-application-save = Application draft saved
action-application-delete-draft = Application draft deleted
action-application-attach = File attached to a draft
action-application-detach = File removed from a draft
action-application-submit = Application submitted
action-application-take = Application taken into work
action-application-assign = Application assigned
action-application-release = Application returned to the queue
action-application-ask-addition = Addition requested for an application
action-application-add = Addition sent for an application
action-application-propose = Decision sent for approval
action-application-return = Application returned to its handler
action-application-pass = Approval step passed
action-application-approve = Application approved
action-application-refuse = Application refused
action-application-withdraw = Application withdrawn
action-application-download = File of an application downloaded

## Errors
error-APP-001 = There is no such application.
error-APP-002 = There is no such service in the catalogue.
error-APP-003 = The authority that provides this service is not connected yet. Please try later.
error-APP-004 = This service is not available to this kind of organization.
error-APP-005 = While you were filling in the form, { $name } or another tab of yours changed the draft ({ $time }). Check the answers: saving again keeps yours.
error-APP-006 = The application has been submitted and can no longer be changed.
error-APP-007 = The application has errors.
error-APP-008 = The application changed while this page was open. Check its state and try again.
error-APP-009 = This is not possible in the state “{ $state }”.
error-APP-010 = Another employee is considering this application. Ask a manager to assign it to you.
error-APP-011 = Someone else has to approve the decision: you proposed it.
error-APP-012 = Choose an employee who considers applications.
error-APP-013 = Fill in this field.
error-APP-014 = The text is too long, shorten it to { $max } characters.
error-APP-015 = Give a date from tomorrow to 90 days from now.
error-APP-016 = The organization has too many drafts. Delete some and try again.
error-APP-017 = This application needs files: fill it in step by step.
error-APP-018 = There is no such file.
error-APP-019 = There are too many files.
error-APP-020 = A manager decides at this step.
error-APP-021 = This application needs an electronic signature of the kind that the service names. Sign it at the step “Check”: the draft is kept.
error-APP-022 = The document changed after it was signed, so the signature does not fit it. Check it and sign it once more: the draft is kept.
error-APP-030 = The document could not be made. Nothing was decided, please try later.
error-APP-031 = Stored data cannot be read. Tell the code to support.
error-APP-032 = It could not be saved. Try again in a minute.

## Catalogue
services-title = Catalogue of services
services-lead = Choose a service to read its terms and to apply.
services-search = Name of the service
services-category = Section
services-all = All sections
services-empty-title = Nothing was found
services-empty-text = Try another word or reset the filters.
category-licences = Licences
category-extracts = Extracts
category-registry-changes = Changes in registers
category-certificates = Certificates
category-court = Court cases
service-term = Term
service-fee = Fee
service-free = Free of charge
service-who = Who may apply
service-authority = Provided by
service-documents = Documents needed
service-steps = How applications are considered
service-for-company = companies
service-for-sole-trader = sole traders
service-sign-in = Sign in and apply
service-apply-as = Apply as { $organization }
service-no-organization = To apply you need an organization in which you may fill in applications.

## Applications
application-apply = Apply
application-number = Number
application-no-number = Draft
application-service = Service
application-state = Status
application-updated = Changed
application-due = Answer due
application-submitted = Submitted
application-authority = Authority
application-applicant = Applicant
application-answer-until = Answer by { $date }
application-yes = Yes
application-no = No
application-only-if = Fill in if { $condition }.
application-step = Step { $number } of { $count }. { $title }
application-upload = Upload files
application-continue = Continue
application-back = Back
application-save = Save and leave
application-fill-in = Fill in step by step
application-check-step = Check
application-check-title = Check your answers
application-check-text = The application cannot be changed after submission. The authority will ask if something is missing.
application-submit = Submit the application
application-no-right-to-submit = The draft is ready. A colleague with the right to submit applications can file it.
application-done-title = Application submitted
application-done-due = { $authority } will answer by { $date }.
application-done-next = We have mailed you the number. You will be told when the status changes.
application-open = Open the application
application-copy = Start from this one
application-copied = The answers come from application “{ $name }”
application-copied-text = The requisites come from the organization’s card. Add files and consents anew.
application-delete-title = Delete the draft?
application-delete-text = Answers and attached files will be deleted. This cannot be undone.
application-delete-submit = Delete the draft
application-withdraw = Withdraw
application-withdraw-title = Withdraw the application?
application-withdraw-text = Consideration will stop. You will need a new application to get the service.
application-withdraw-submit = Withdraw the application
application-withdraw-reason = Reason
application-files = Files
application-files-result = Result
application-files-addition = Addition
application-xml = Download the application and decision as XML
applications-search = Number or service
applications-all-states = All statuses
applications-all-services = All services
applications-nothing-title = Nothing was found
applications-nothing-text = Change the search or reset the filters.
applications-empty-title = No applications yet
applications-empty-text = Choose a service in the catalogue: the organization's details fill in by themselves.
addition-title = Addition required
addition-until = Answer by { $date }
addition-text = Explanation
addition-text-missing = Write an explanation or attach files.
addition-files = Files
addition-files-hint = PDF, JPG or PNG, up to { $limit } each, at most { $count } files
addition-submit = Send the addition
decision-approved = The application was approved
decision-refused = The application was refused
decision-reasons = Reasons
decision-advice = What you can do
decision-by = Decided by
proposal-approved = Approval is proposed
proposal-refused = Refusal is proposed

## Overview
overview-lead = { $organization } · updated at { $time }
overview-last = Latest applications
overview-all-applications = All applications
overview-nearest = Nearest deadlines
overview-whole-queue = The whole queue
overview-all-notices = All
overview-inactive = The cabinet is suspended: only the organization's card is shown.
stat-in-work = Being considered
stat-additions = Waiting for you
stat-note-additions = the authority asks for more
stat-drafts = Drafts
stat-note-drafts = not submitted
stat-approved = Approved
stat-waiting = New
stat-considered = In progress
stat-at-approval = At approval
stat-note-at-approval = waiting for approval
stat-overdue = Overdue
stat-note-overdue = the term has ended
stat-note-new-this-week = this week: { $count }
stat-note-refused = refused: { $count }
stat-note-asked = waiting for an addition: { $count }
chart-title = Submitted and decided by month
chart-submitted = submitted
chart-decided = decided
chart-month = month
chart-table = The numbers as a table
chart-empty = There were no applications in the last six months.
chart-month-1 = Jan
chart-month-2 = Feb
chart-month-3 = Mar
chart-month-4 = Apr
chart-month-5 = May
chart-month-6 = Jun
chart-month-7 = Jul
chart-month-8 = Aug
chart-month-9 = Sep
chart-month-10 = Oct
chart-month-11 = Nov
chart-month-12 = Dec

## An authority's queue
queue-lead = Those with the nearest deadline come first.
queue-search = Number, service, applicant or INN
queue-search-field = Number or applicant
queue-open-states = Waiting for an answer
queue-all-states = All statuses
queue-holder = Handler
queue-anybody = Anybody
queue-mine = Me
queue-nobody = Nobody
queue-any-term = Any term
queue-overdue = Overdue
queue-overdue-tag = Overdue
queue-late = { $date }, overdue
queue-soon = { $date }, soon
queue-step = Step
queue-asked = Asked: { $text } The answer is due by { $date }.
queue-empty-title = The queue is empty
queue-empty-text = New applications will appear here by themselves.
queue-take-title = Take
queue-take-submit = Take into work
queue-release-title = Return to the queue
queue-release-submit = Return to the queue
queue-assign-title = Assign
queue-assign-submit = Assign
queue-ask-title = Ask for an addition
queue-ask-what = What is missing
queue-ask-what-missing = Write what is missing.
queue-ask-due = Until which day
queue-ask-submit = Send the request
queue-decide-title = Decision
queue-decide-outcome = Outcome
queue-decide-outcome-missing = Choose whether to approve or to refuse.
queue-decide-approve = Approve
queue-decide-approve-hint = The applicant gets the result document
queue-decide-refuse = Refuse
queue-decide-refuse-hint = Reasons and advice are needed
queue-decide-result-text = Text of the document
queue-decide-result-hint = For an approval
queue-decide-reasons = Reasons of the refusal
queue-decide-reasons-missing = Write the reasons of the refusal.
queue-decide-reasons-hint = For a refusal: each on its own line
queue-decide-advice = What the applicant can do
queue-decide-advice-missing = Write what the applicant can do.
queue-decide-advice-hint = For a refusal
queue-decide-text = The decision is final at once; the applicant is told by mail.
queue-decide-submit = Decide
queue-propose-text = A manager approves the decision. Until then the applicant does not see it.
queue-propose-submit = Send for approval
queue-approve-title = Approval
queue-approve-submit = Approve the decision
queue-return-title = Return to the handler
queue-return-comment = What to correct
queue-return-comment-missing = Write what to correct.
queue-return-submit = Return
applicant-name = Name
applicant-inn = INN
applicant-ogrn = OGRN
applicant-address = Address
applicant-head = Head

## Messages after actions
flash-draft-saved = The draft was saved
flash-draft-deleted = The draft was deleted
flash-application-withdrawn = The application was withdrawn
flash-addition-sent = The addition was sent
flash-taken = The application is yours now
flash-released = The application is back in the queue
flash-assigned = The application was assigned
flash-asked = The request was sent to the applicant
flash-proposed = The decision was sent for approval
flash-decided = The decision was made
flash-returned = The application was returned to its handler
service-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}

## Notices and letters
notice-application-submitted = Application { $number } was submitted
mail-application-submitted-subject = Application { $number } was submitted
mail-application-submitted-body =
    You submitted application { $number } “{ $service }”.

    { $authority } will answer by { $due }.
notice-application-in-work = Application { $number } is in progress
mail-application-in-work-subject = Application { $number } is in progress
mail-application-in-work-body =
    { $authority } is considering application { $number } “{ $service }”.

    The answer is due by { $due }.
notice-application-addition-required = Application { $number } needs an addition
mail-application-addition-required-subject = Application { $number } needs an addition
mail-application-addition-required-body =
    { $authority } asks for an addition to application { $number } “{ $service }”:

    { $comment }

    Answer by { $until }.
notice-application-approved = Application { $number } was approved
mail-application-approved-subject = Application { $number } was approved
mail-application-approved-body =
    { $authority } approved application { $number } “{ $service }”.

    The result can be downloaded in the cabinet.
notice-application-refused = Application { $number } was refused
mail-application-refused-subject = Application { $number } was refused
mail-application-refused-body =
    { $authority } refused application { $number } “{ $service }”.

    { $comment }
notice-application-received = New application { $number } from { $applicant }
mail-application-received-subject = New application { $number } from { $applicant }
mail-application-received-body =
    { $applicant } submitted application { $number } “{ $service }”.

    The answer is due by { $due }.
notice-application-assigned = Application { $number } was assigned to you
mail-application-assigned-subject = Application { $number } was assigned to you
mail-application-assigned-body =
    Application { $number } “{ $service }” from { $applicant } was assigned to you.

    The answer is due by { $due }.
notice-application-added = Application { $number } was added to
mail-application-added-subject = Application { $number } was added to
mail-application-added-body =
    { $applicant } answered your request about application { $number } “{ $service }”.
notice-application-to-approve = Application { $number } waits for approval
mail-application-to-approve-subject = Application { $number } waits for approval
mail-application-to-approve-body =
    The decision on application { $number } “{ $service }” from { $applicant } waits for approval.
notice-application-returned = Application { $number } was returned to you
mail-application-returned-subject = Application { $number } was returned to you
mail-application-returned-body =
    The decision on application { $number } “{ $service }” was not approved:

    { $comment }
notice-application-withdrawn = Application { $number } was withdrawn
mail-application-withdrawn-subject = Application { $number } was withdrawn
mail-application-withdrawn-body =
    { $applicant } withdrew application { $number } “{ $service }”.
notice-application-due-soon = The answer to application { $number } is due soon
mail-application-due-soon-subject = The answer to application { $number } is due soon
mail-application-due-soon-body =
    Application { $number } “{ $service }” from { $applicant } has to be answered by { $due }.
notice-application-overdue = The answer to application { $number } is overdue
mail-application-overdue-subject = The answer to application { $number } is overdue
mail-application-overdue-body =
    Application { $number } “{ $service }” from { $applicant } had to be answered by { $due }. There is no decision.
notice-application-addition-due-soon = Add to application { $number } by { $until }
mail-application-addition-due-soon-subject = Add to application { $number } by { $until }
mail-application-addition-due-soon-body =
    { $authority } is waiting for an addition to application { $number } “{ $service }”.

    Answer by { $until }.

## My licences
licences-lead = Licences that the organization received through the cabinet.
licences-number = Number
licences-title = Licence
licences-authority = Issued by
licences-issued = Issued on
licences-download = Download
licences-pdf = PDF
licences-xml = XML
licences-pdf-about = of licence { $number }
licences-xml-about = data of licence { $number }
licences-empty-title = No licences yet
licences-empty-text = When an authority approves an application for a licence, the document appears here.
