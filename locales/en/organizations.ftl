### Organizations: linking, moderation, employees, the journal of actions, the operator.

## Common
organizations-date-wrong = Enter a date as DD.MM.YYYY, for example 01.12.2026
organizations-head = head by the register
organizations-or = or
organization-state-active = Linked
organization-state-suspended = Suspended
organization-state-closed = Ended, read-only
organization-kind-company = Company
organization-kind-sole_trader = Sole trader
organization-kind-authority = Authority

## My organizations
my-organizations-title = My organizations
my-organizations-lead = Organizations you act for, and your requests to link one.
my-organizations-add = Add an organization
my-organizations-name = Organization
my-organizations-role = Your role
my-organizations-status = Status
my-organizations-requests = Requests to link
my-organizations-mine = Linked organizations
my-organizations-empty-title = No organizations yet
my-organizations-empty-text = Add an organization by its INN or OGRN. If it is linked already, ask its administrator for an invitation.

## Linking
link-step-1 = Organization
link-step-2 = The register
link-step-3 = Documents
link-step-4 = Check and send
link-state-draft = Draft
link-state-submitted = Being checked
link-state-returned = To be fixed
link-state-confirmed = Confirmed
link-state-withdrawn = Withdrawn
link-organization = Organization
link-number = Request number
link-no-number = not sent yet
link-due = Answer by
link-due-yours = waiting for your fixes
link-person = Applicant
link-position = Your position
link-head = Head by the register
link-head-differs = somebody else, or marked in the register
link-head-unknown = not compared: the register was away
link-submitted-at = Sent
link-add-title = Add an organization
link-add-lead = We find it in the register and fill in the details for you.
link-number-or-name = INN, OGRN or name
link-number-or-name-hint = INN: 10 digits for a company, 12 for a sole trader. OGRN: 13 digits, OGRNIP: 15.
link-more-fields = Give more details
link-more-fields-hint = We compare them with the register at once and show what differs. You may leave them empty.
link-second-number = The other number: OGRN or INN
link-second-number-same = This number is of the same kind as the first. Give the OGRN if the first is an INN, and the other way round
link-find = Find
link-choose = Choose
link-search-title = Search for “{ $q }”
link-found = { $count ->
    [0] Nothing was found. Check the name or enter the INN
    [one] { $count } entry found
   *[other] { $count } entries found. The first 10 are shown: give more of the name if yours is not here
}
link-found-note = INN { $inn } · OGRN { $ogrn } · { $address }
link-open-request = Open the request
link-register-away-title = The register is away now
link-register-away-text = You can go on: give the INN, the OGRN and the name, and we compare them later.
link-not-found-title = What to check
link-not-found-check-1 = Compare the number with your extract or certificate: it may be mistyped.
link-not-found-check-2 = A new organization appears in the register some days after its registration.
link-not-found-check-3 = If you are a sole trader, enter your INN of 12 digits or OGRNIP of 15.
link-not-found-ask = All of it is right, and still not found? Send the operator these details and a copy of the certificate.
link-card-title = The register
link-card-lead = Check that this is your organization, and give your position.
link-card-of-register = The register’s card
link-card-as-of = As of
link-card-away-text = The register’s card could not be had. You can send the request, the operator compares later.
link-head-matched = the same person as the applicant
link-you-are-head = You are the head by the register
link-sole-trader-title = You are linking a sole trader
link-sole-trader-text = No order of appointment is needed: a sole trader acts in person. The registration record is enough.
link-differences-title = { $count ->
    [one] { $count } thing differs from the register
   *[other] { $count } things differ from the register
}
link-differences-hint = You can send the request nevertheless. Mend the typos and prove the rest with documents.
link-differences-caption = What was typed beside the register
link-difference-field = Field
link-your-data = Your details
link-address = Address, if it differs from the register
link-address-hint = Leave it empty if the card’s address is right.
link-position-hint = For example: general director
link-position-missing = Give your position
link-continue = Continue
link-back = Back
link-later = Continue later
link-documents-title = Documents
link-documents-lead = They prove that you act for the organization.
link-documents-needed = Needed: { $documents }. You may add the charter and other documents.
link-documents-added = Added documents
link-document-add = New document
link-document-upload = Upload the document
link-submit-title = Check and send
link-submit-lead = Check the details. The operator answers within 24 hours.
link-submit-button = Send
link-submit-again = Send the fixed request
link-consent = Consent to the processing of personal data
link-consent-hint = I agree to the processing of my personal data in this request and its documents, so that my authority can be checked.
link-submitted-title = The request is being checked
link-submitted-text = We answer by { $due }. Until then only public information is visible. The answer comes here and by mail.
link-returned-title = { $count ->
    [one] The operator found { $count } error
   *[other] The operator found { $count } errors
}
link-returned-text = Fix them here and send the request again. Its number stays the same.
link-confirmed-title = The organization is linked, you are its administrator
link-open-cabinet = Open the organization’s cabinet
link-withdrawn-title = You withdrew this request
link-remarks-title = What to fix
link-remarks-earlier = Remarks of earlier checks
link-remark-comment = The operator’s comment
link-fix = Fix and send again
link-fix-one = Fix
link-withdraw = Withdraw the request
link-withdraw-title = Withdraw the request?
link-withdraw-text = The check stops. To link the organization you will need a new request.

## Linking by a code to the organization's address
link-code-offer = Are you the head? Confirm it by a code
link-code-offer-text = We mail a code to the address that the register has of the organization: { $email }. Whoever reads and types it becomes the administrator at once: no documents and no operator are needed.
link-code-start = Confirm by a code
link-code-instead = You are the head by the register: instead of waiting you can confirm it by a code to the organization’s address.
link-code-title = Confirm by a code
link-code-lead = Organization: { $name }
link-code-send-title = A code to the organization’s address
link-code-goes-to = We mail a code of six digits to the address that the organization gave to the register: { $email }.
link-code-told = The letter tells your name. When you have typed the code, that address and the operator of the cabinet are told.
link-code-send = Send the code
link-code-type-title = The code of the letter
link-code-went-to = The code was mailed to the organization’s address { $email }.
link-code-waits = It is good until { $until }.
link-code-field = Code
link-code-hint = Six digits
link-code-submit = Link the organization
link-code-resend = Send a new code
link-code-otherwise = You cannot read that mail, or something differs? Show your authority by documents: the operator checks them.
link-code-documents = Confirm by documents

## Documents
document-kind = Kind of document
document-kind-missing = Choose the kind of document
document-kind-appointment = Order or decision of appointment
document-kind-charter = Charter
document-kind-registration = Certificate or record of registration
document-kind-power_of_attorney = Power of attorney
document-kind-tax_certificate = Certificate of the tax service about restrictions
document-kind-fund_certificate = Certificate of the social fund about restrictions
document-kind-other = Another document
document-kind-appointment-lower = order or decision of appointment
document-kind-charter-lower = charter
document-kind-registration-lower = certificate or record of registration
document-kind-power_of_attorney-lower = power of attorney
document-kind-tax_certificate-lower = certificate of the tax service
document-kind-fund_certificate-lower = certificate of the social fund
document-kind-other-lower = another document
document-number = Number of the document
document-number-hint = If it has none, write “none”.
document-number-missing = Enter the document’s number or “none”
document-number-long = The number is longer than 100 characters. Shorten it
document-date = Date of the document
document-file = Scan of the document
document-file-hint = PDF, JPG or PNG, up to { $limit }. At least 300 dots per inch: 2480 × 3508 dots for a sheet of A4. Scan a document down to half a sheet at the same resolution, lay a smaller one on a white sheet of A4. All pages in one file.
document-file-missing = Choose a file
document-title = { $kind } No. { $number } of { $date }

## Refusals of linking
error-LNK-001 = There is no such organization in the register
error-LNK-002 = The organization is linked already. It has an administrator: ask them for an invitation
error-LNK-003 = You work in this organization already
error-LNK-004 = You have already asked to link this organization
error-LNK-005 = There is no such request
error-LNK-006 = This request cannot be changed now: reload the page to see where it stands
error-LNK-007 = Documents are missing: { $documents }
error-LNK-008 = Without your consent to data processing the request cannot be checked. Tick the box
error-LNK-009 = The document’s date is in the future. Check it
error-LNK-010 = { $limit ->
    [one] A request can hold at most { $limit } document
   *[other] A request can hold at most { $limit } documents
}
error-LNK-011 = Another operator has taken this request
error-LNK-012 = Add at least one remark: the applicant must know what to fix
error-LNK-013 = Choose the remark and what it is about from the lists
error-LNK-014 = The request has changed since you opened it. Open it again
error-LNK-015 = This is your own request. Another operator must check it
error-LNK-016 = The register is away now. Give both the INN and the OGRN
error-LNK-017 = { $limit ->
    [one] You have { $limit } open request already. Finish or withdraw it
   *[other] You have { $limit } open requests already. Finish or withdraw some
}
error-LNK-018 = Give your position at the step “The register”
error-LNK-035 = This cabinet takes no codes to organizations’ addresses. Show your authority by documents or a certificate
error-LNK-036 = The register has no e-mail of this organization, so a code cannot be sent. Show your authority by documents or a certificate
error-LNK-037 = The request and the register differ, so it cannot be confirmed by a code
error-LNK-038 = Wrong code. { $left ->
    [one] { $left } try is left
   *[other] { $left } tries are left
}
error-LNK-039 = This code is not good any more: its time is over or the tries are spent. Send a new one
error-LNK-040 = A code was sent a moment ago. A new one can be sent in a minute
error-LNK-041 = No more codes today: many were sent. Try again tomorrow or show your authority by documents
error-LNK-043 = ИНН of your account is not that of the head in the register. It looks like a namesake

## Remarks of the operator
remark-LNK-051 = The document cannot be read
remark-LNK-052 = Pages are missing
remark-LNK-053 = The number or date differs from the document’s
remark-LNK-054 = There is no signature or seal
remark-LNK-055 = The document’s term is over
remark-LNK-056 = The powers in the document are not enough
remark-LNK-057 = The document names another person
remark-LNK-058 = The document is about another organization
remark-LNK-059 = A needed document is missing
remark-LNK-060 = The name differs from the register
remark-LNK-061 = The address differs from the register
remark-LNK-062 = No document confirms the position
remark-LNK-063 = The register names another head
remark-LNK-064 = Something else, see the comment

## About the organization
about-email = E-mail
about-phone = Phone
about-confirmed = Linked
about-suspended-title = The organization is suspended
about-suspended-text = Only public information is visible. Ask the operator of the cabinet.

## Employees
employees-lead = Who works in the cabinet and what they may do. Changes work at once.
employees-invite = Invite an employee
employees-name = Employee
employees-email = E-mail
employees-role = Role
employees-role-missing = Choose a role
employees-position = Position
employees-until = Access until
employees-until-hint = DD.MM.YYYY. Access ends by itself at the end of this day. Empty: no end.
employees-no-end = no end
employees-seen = Last sign-in
employees-never = never yet
employees-state = State
employees-since = In the cabinet since
employees-ended = Access ended
employees-proof = How access was proved
employees-search = Name or e-mail
employees-any-role = All roles
employees-any-state = Any
employees-found = { $count ->
    [one] { $count } employee found
   *[other] { $count } employees found
}
employees-stat-active = With access
employees-stat-active-note = Can sign in now
employees-stat-invited = Invited
employees-stat-invited-note = Have not accepted yet
employees-stat-expired = Expired invitations
employees-stat-expired-note = Send them again or cancel them
employees-empty-title = Nobody was found
employees-empty-text = Change the search or reset the filters.
member-state-active = Active
member-state-expired = Term is over
member-state-removed = Removed
member-proof-head_documents = Documents checked by the operator
member-proof-invitation = An administrator’s invitation
member-proof-operator = Named by the operator
member-proof-certificate = The head’s certificate, compared with the register
member-proof-contact_code = Code to the organization’s address in the register
employee-self = This is you. You cannot change your own role and access: ask another administrator.
employee-change = Role and access
employee-save = Save
employee-allowed = What this employee can do
employee-allowed-nothing = Nothing now: there is no access.
employee-remove = Remove the employee
employee-remove-title = Remove the employee?
employee-remove-text = Access ends at once, even if the person is in the cabinet now. Applications and documents stay with the organization. A new invitation brings the employee back.

role-hint-applicant-administrator = Everything, with employees and the journal
role-hint-applicant-manager = Fills in, submits and withdraws applications, sees employees
role-hint-applicant-accountant = Fills in and submits applications
role-hint-applicant-specialist = Fills in and submits applications, deletes drafts
role-hint-applicant-controller = Sees everything, with the journal, changes nothing
role-hint-applicant-observer = Only sees applications
role-hint-authority-administrator = Everything, with employees and the journal
role-hint-authority-manager = Assigns and approves decisions
role-hint-authority-accountant = Sees the queue of applications
role-hint-authority-specialist = Handles applications and prepares decisions
role-hint-authority-controller = Sees everything, with the journal, changes nothing
role-hint-authority-observer = Only sees the queue of applications

## Invitations
invite-title = Invite an employee
invite-lead = We send a letter with a link. It works for 7 days.
invite-email-hint = The person’s own address: nobody shares an account here.
invite-last-name = Family name
invite-first-name = Given name
invite-middle-name = Patronymic
invite-phone = Phone
invite-send = Send the invitation
invitations-title = Invitations
invitation-expires = until { $date }
invitation-state-pending = Waiting for an answer
invitation-state-expired = Expired
invitation-resend = Send again
invitation-cancel-short = Cancel
invitation-cancel = Cancel the invitation
invitation-cancel-title = Cancel the invitation?
invitation-cancel-text = The link in the letter stops working.
invitation-title = Invitation to an organization
invitation-lead = { $name }, you are invited by { $organization }.
invitation-closed-lead = This link does not let you join.
invitation-accept = Accept the invitation
invitation-set-password = Set a password and join
invitation-decline = Decline the invitation
invitation-decline-hint = Not for you, or you do not want to join?
invitation-password = Password
invitation-password-rule-1 = at least 8 characters
invitation-password-rule-2 = at least one digit
invitation-password-rule-3 = at least one special character, such as ! or #
invitation-password-rule-4 = without your name, your address and common passwords
invitation-consent = I accept the terms of use and agree to the processing of my personal data
invitation-consent-missing = An account cannot be made without your consent. Tick the box
invitation-has-account = You already have an account with this address. Sign in to accept the invitation.
invitation-sign-in = Sign in

error-ORG-000 = Something broke on our side. Try again in a few minutes
error-ORG-001 = There is no such employee
error-ORG-002 = You cannot change your own role and access. Ask another administrator
error-ORG-003 = This is the last administrator whose access has no end. Name another one first
error-ORG-004 = This date has passed. Give today or a later date
error-ORG-005 = This person works in the organization already
error-ORG-006 = This address was invited already. Send the invitation again from the list or cancel it
error-ORG-007 = There is no such invitation. Open the link of the latest letter: earlier links do not work
error-ORG-008 = The invitation has expired. Ask the administrator to send it again
error-ORG-009 = The invitation was cancelled. Ask the organization’s administrator
error-ORG-015 = You declined this invitation. If you changed your mind, ask the administrator for a new one
error-ORG-010 = The invitation was accepted already. Sign in to the cabinet
error-ORG-011 = The invitation was sent to another address. Sign out and sign in with the address that got the letter
error-ORG-012 = { $limit ->
    [one] At most { $limit } invitation can wait at once
   *[other] At most { $limit } invitations can wait at once
}. Cancel some
error-ORG-013 = Your right to manage employees has ended
error-ORG-014 = There is no such person

## The journal
journal-lead = Who did what and when in the organization’s cabinet.
journal-search = Who or with what
journal-action = Action
journal-any-action = All actions
journal-from = From
journal-until = Until
journal-found = { $count ->
    [one] { $count } entry found
   *[other] { $count } entries found
}
journal-when = When
journal-who = Who
journal-role = Role
journal-object = With what
journal-result = Result
journal-details = Details
journal-ip = Address
journal-done = Done
journal-refused = Refused
journal-system = The cabinet
journal-empty-title = No entries
journal-empty-text = Change the search or the period.
journal-detail-email = e-mail
journal-detail-from = From application
journal-detail-number = number
journal-detail-reason = reason
journal-detail-codes = codes
journal-detail-assignee = assignee
journal-detail-file = file
journal-detail-permission = needed right
journal-request = Request
journal-export-too-long = A file holds up to { $limit } entries. Narrow the period or the search and export in parts.
journal-detail-record = ГРН
journal-detail-extract = extract of

action-link-begin = Linking of an organization begun
action-link-change = Linking request changed
action-link-document-add = Document added to a request
action-link-document-remove = Document taken out of a request
action-link-document-view = Document of a request opened
action-link-submit = Request sent
action-link-resubmit = Fixed request sent
action-link-withdraw = Request withdrawn
action-link-take = Request taken
action-link-release = Request given back to the queue
action-link-return = Request returned with remarks
action-link-confirm = Organization linked
action-link-by-certificate = Organization linked by the head’s certificate
action-link-code-send = Code mailed to the organization’s address
action-link-by-code = Organization linked by a code to its address in the register
action-link-document-sign = A document of the request was signed
action-member-join = Access received
action-member-invite = Employee invited
action-member-invite-again = Invitation sent again
action-member-invite-cancel = Invitation cancelled
action-member-invite-decline = Invitation declined
action-member-change = Role or access changed
action-member-remove = Employee removed
action-journal-export = Journal exported
action-access-denied = Not allowed by the role
action-operator-people-search = Search for people
action-operator-jobs-retry = Jobs started again

## Messages after actions
flash-link-document-added = The document was added
flash-link-document-removed = The document was taken out
flash-link-submitted = The request was sent
flash-link-withdrawn = The request was withdrawn
flash-link-code-sent = The code was mailed to the organization’s address
flash-linked-by-code = Organization linked
flash-link-taken = You took the request
flash-link-released = The request is back in the queue
flash-link-returned = The request was returned with remarks, the applicant gets a letter
flash-link-confirmed = The organization is linked, the applicant gets a letter
flash-invited = The invitation was sent
flash-invited-again = The invitation was sent again, the earlier link does not work any more
flash-invitation-cancelled = The invitation was cancelled
flash-invitation-gone = This invitation was accepted or cancelled already
flash-invitation-accepted = You joined the organization
flash-invitation-declined = You declined the invitation, the administrator will be told
flash-employee-changed = The changes are saved and work already
flash-employee-removed = The employee was removed, access has ended
flash-jobs-retried = The jobs were started again

## The operator
operator-title = Running the cabinet
operator-lead-updated = Checks of organizations and the state of the system, updated at { $time }
operator-next = Check the most urgent one
operator-nearest = Nearest due times
operator-whole-queue = The whole queue
operator-state = State of the system
operator-state-register = Register
operator-state-register-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
operator-stat-mine-note = { $count ->
    [0] Take a request from the queue
   *[other] Other operators leave them to you
}
operator-stat-overdue-name = Overdue
operator-stat-overdue-note = { $count ->
    [0] All answers are in time
   *[other] Answer these first
}
operator-stat-returned-name = Being fixed
operator-stat-returned-note = Their people have to act
operator-stat-waiting-note = { $count ->
    [0] The queue is empty
   *[other] Nearest due time: { $due }
}
operator-stat-waiting = Wait for a check
operator-stat-mine = Taken by you
operator-stat-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
operator-stat-jobs-ready = { $count ->
    [0] Nothing waits
    [one] { $count } job waits
   *[other] { $count } jobs wait
}
operator-organizations-count = { $count ->
    [one] { $count } organization
   *[other] { $count } organizations
}
operator-jobs-failed = { $count ->
    [0] No errors
    [one] { $count } failed
   *[other] { $count } failed
}
operator-any-state = All
operator-requests-lead = The earliest term stands first.
operator-requests-search = Number, name, INN or OGRN
operator-requests-found = { $count ->
    [one] { $count } request found
   *[other] { $count } requests found
}
operator-requests-empty-title = No requests
operator-requests-empty-text = New requests appear here, and each brings a letter.
operator-only-overdue = Only late ones
operator-overdue = Late
operator-overdue-title = The term of the answer is over
operator-taken-by = Checked by
operator-taken-by-other = { $name } is checking this request
operator-round = { $number }, check { $round }
operator-request-lead = Request { $number }, check { $round }
operator-claim = The request
operator-no-card-title = There is no card of the register
operator-no-card-text = The register is not loaded or does not know the number. Compare with an extract.
operator-take = Take
operator-release = Give back to the queue
operator-return = Return with remarks
operator-return-title = Return with remarks
operator-return-lead = The applicant sees each remark with its code and fixes the request in the same place.
operator-remark = Remark { $number }
operator-remark-code = What is wrong
operator-remark-subject = What it is about
operator-remark-comment = Comment
operator-remark-code-missing = Choose what is wrong
operator-remark-add = Add a remark
operator-all-documents = All documents
operator-removed-documents = Documents taken out by the applicant
operator-remarks-before = Earlier remarks
operator-confirm = Confirm
operator-confirm-title = Confirm the organization?
operator-confirm-text = The organization is linked, and the applicant becomes its administrator.
operator-organizations-search = Name, INN or OGRN
operator-organizations-found = { $count ->
    [one] { $count } organization found
   *[other] { $count } organizations found
}
operator-numbers = INN and OGRN
operator-nothing-title = Nothing was found
operator-nothing-text = Change the search or reset the filters.
operator-people-lead = Every search is written to the journal.
operator-people-search = Name or e-mail
operator-people-found = { $count ->
    [one] { $count } person found
   *[other] { $count } people found
}
operator-people-empty-title = Enter a name or an address
operator-people-empty-text = At least two characters are needed.
operator-person-locked = Sign-in is blocked
operator-person-active = Active
operator-person-unconfirmed = Address not confirmed
operator-person-totp = Code at sign-in
operator-person-totp-on = on
operator-person-totp-off = off
operator-person-since = With us since
operator-jobs-lead = Letters and other work that could not be done.
operator-jobs-retry = Start again
operator-jobs-empty-title = No failures
operator-jobs-empty-text = All jobs are done or being done.
operator-job-kind = Job
operator-job-error = Failure
operator-job-at = When

## Notices and letters
notice-link-submitted = Request { $number } to link { $organization } was sent
mail-link-submitted-subject = Request { $number } is being checked
mail-link-submitted-body =
    We received your request { $number } to link the organization { $organization }.

    We answer by { $due }.
notice-link-waiting = New request { $number }: { $organization }
mail-link-waiting-subject = New request { $number } waits for a check
mail-link-waiting-body =
    Request { $number } to link the organization { $organization } waits for a check.

    It must be answered by { $due }.
notice-link-returned = Request { $number } to link { $organization } must be fixed
mail-link-returned-subject = Request { $number } must be fixed
mail-link-returned-body =
    The operator checked request { $number } to link the organization { $organization } and found { $count ->
        [one] { $count } error
       *[other] { $count } errors
    }. Codes: { $codes }.

    Fix the request and send it again. You do not need a new one.
notice-link-confirmed = The organization { $organization } is linked
mail-link-confirmed-subject = The organization is linked
mail-link-confirmed-body =
    Request { $number } is confirmed. The organization { $organization } is linked, you are its administrator.

    Now you can invite employees and file applications.
notice-linked-by-certificate = The organization { $organization } is linked by your certificate
mail-linked-by-certificate-subject = The organization is linked by a certificate
mail-linked-by-certificate-body =
    The certificate agrees with the register: you are the head of { $organization }. The organization is linked, you are its administrator.

    Now you can invite employees and file applications. If it was not you, tell the operator of the cabinet.
notice-head-joined = { $name } is an administrator of { $organization } now too: the head by the register
mail-head-joined-subject = The head has joined the cabinet
mail-head-joined-body =
    { $name } proved with a certificate to be the head of { $organization } and is now an administrator of its cabinet too.

    Your access has not changed. If this is a mistake, tell the operator of the cabinet.
mail-link-code-subject = Code to link the organization: { $code }
mail-link-code-body =
    { $name } is linking { $organization } to the cabinet and claims to be its head. The register has this address as the organization’s.

    The code is { $code }. It is good until { $until }. Give it to nobody but the head: whoever types it becomes the administrator of the organization’s cabinet.

    If you do not know this person or linked nothing, tell the code to nobody. Without it nothing happens.
mail-link-code-used-subject = The organization is linked to the cabinet
mail-link-code-used-body =
    { $name } typed the code that we had mailed to this address and became, on { $at }, the administrator of the cabinet of { $organization }, as its head.

    If it was you or on your behalf, there is nothing to do.

    If not, write to the operator of the cabinet at once and ask to end this access. See also who else reads this mail.
notice-linked-by-code = The organization { $organization } is linked by a code to its address
mail-linked-by-code-subject = The organization is linked by a code
mail-linked-by-code-body =
    The code is right, and by the register you are the head of { $organization }. The organization is linked, you are its administrator. The organization’s address in the register was told of it.

    Now you can invite employees and file applications. If it was not you, tell the operator of the cabinet.
notice-head-joined-by-code = { $name } is an administrator of { $organization } now too: confirmed by a code to the organization’s address
mail-head-joined-by-code-subject = The head has joined the cabinet
mail-head-joined-by-code-body =
    { $name } confirmed by a code to the organization’s address in the register to be the head of { $organization } and is now an administrator of its cabinet too.

    Your access has not changed. If this is a mistake, tell the operator of the cabinet.
notice-head-by-code = { $name } linked { $organization } by a code to its address in the register
mail-head-by-code-subject = An organization was linked by a code
mail-head-by-code-body =
    { $name } typed the code that was mailed to { $email }, the register’s address, and is now the administrator of { $organization }. The name was that of the head in the register; there were no documents.

    There is nothing to do. If you doubt it, contact the organization.
notice-role-changed = Your role in { $organization } is now: { $role }
mail-role-changed-subject = Your role has changed
mail-role-changed-body =
    An administrator of { $organization } changed your role. Now it is { $role }.

    The change works already.
notice-access-ended = Your access to { $organization } has ended
mail-access-ended-subject = Access to an organization has ended
mail-access-ended-body =
    An administrator ended your access to the cabinet of { $organization }.

    If this is a mistake, ask the organization’s administrator.
notice-invitation = You are invited to { $organization }
mail-invitation-subject = Invitation to the cabinet of { $organization }
mail-invitation-body =
    Hello { $name },

    { $inviter } invites you to the cabinet of { $organization }. Your role: { $role }.

    The invitation works until { $expires }. Open the link to accept it. If you did not expect this letter, do not answer it.
notice-invitation-declined = { $name } will not join { $organization }: the invitation was declined
mail-invitation-declined-subject = Invitation declined
mail-invitation-declined-body =
    { $name } declined the invitation to the cabinet of { $organization }. This person has no access.

    If that is a mistake, send a new invitation.
notice-invitation-accepted = { $name } now works in the cabinet of { $organization }
mail-invitation-accepted-subject = Invitation accepted
mail-invitation-accepted-body =
    The invitation was accepted: { $name } now works in the cabinet of { $organization }.

## Questions about an organization that the register does not know
my-organizations-inquiries = Questions to the operator
inquiry-new = Ask the operator
inquiry-new-title = Question to the operator
inquiry-new-lead = The register does not know the organization, but you are sure of the number? Attach a copy of the certificate: the operator answers within 24 hours.
inquiry-title = Question about an organization
inquiry-number = Number of the question
inquiry-ogrn = OGRN or OGRNIP
inquiry-message = What else matters
inquiry-message-hint = For example, when the organization was registered or renamed.
inquiry-file = Copy of the certificate or of the register entry
inquiry-file-hint = PDF, JPG or PNG, up to { $limit }. All pages in one file, the text well visible.
inquiry-number-missing = Enter the INN or the OGRN
inquiry-name-missing = Enter the name
inquiry-send = Send the question
inquiry-asked = You asked
inquiry-answer = Answer
inquiry-again = Add the organization
inquiry-state-waiting = Waiting for an answer
inquiry-state-answered = Answered
inquiry-waiting-title = The operator has your question
inquiry-waiting-text = We answer by { $due }. The answer comes here and by mail.
inquiry-answered-title = The operator answered on { $when }
error-LNK-019 = { $limit ->
    [one] { $limit } question of yours waits for an answer already. Wait for it
   *[other] { $limit } questions of yours wait for an answer already. Wait for it
}
error-LNK-020 = Write an answer
error-LNK-021 = Another operator has answered this question
error-LNK-022 = Linking at once needs a qualified signature, and this certificate is not qualified. Link the organization by documents or take another certificate
error-LNK-023 = The certificate names no organization: it was issued to a person. Take the head’s certificate or link the organization by documents
error-LNK-024 = The register is not available now, there is nothing to compare with. Link the organization by documents or try again later
error-LNK-025 = The certificate and the register differ, so the organization cannot be linked at once
error-LNK-026 = The organization’s ИНН in the certificate is not the one in the register. Take a certificate with the right numbers
error-LNK-027 = ОГРН in the certificate is not the one in the register. Take a certificate with the right numbers
error-LNK-028 = The register says that the organization has ended: it cannot be linked
error-LNK-029 = The register says that the organization is being wound up, is bankrupt or is about to be excluded. Who acts for it now, documents will show: file a request
error-LNK-030 = By the register the owner of the certificate is not the head. If the head changed recently, wait for the register or file a request with the order of appointment
error-LNK-031 = The register says that another organization manages this one. File a request with documents that show your authority
error-LNK-032 = The register marks the data of the head as unreliable, the head as disqualified, or the powers as ended. File a request with documents that show your authority
error-LNK-033 = ИНН of the certificate’s owner is not that of the head in the register. It looks like a namesake
error-LNK-034 = The document is signed and cannot be taken out. To replace it, withdraw the request and file a new one
action-inquiry-ask = Question about an organization asked
action-inquiry-answer = Question about an organization answered
flash-inquiry-asked = The question was sent to the operator
flash-inquiry-answered = The answer was sent
operator-inquiries-lead = Organizations that the register does not know. The nearest due times first.
operator-inquiries-found = { $count ->
    [one] { $count } question found
   *[other] { $count } questions found
}
operator-inquiries-waiting = { $count ->
    [0] All answered
    [one] { $count } waits for an answer
   *[other] { $count } wait for an answer
}
operator-inquiries-empty-title = No questions
operator-inquiries-empty-text = Questions about organizations that the register does not know appear here.
operator-inquiry = The question and its details
operator-inquiry-lead = Question { $number }
operator-inquiry-hint = Look at the copy of the certificate and for the organization among those that are linked:
operator-inquiry-answer = Answer
notice-inquiry-waiting = Question { $number } about an organization that the register does not know: { $organization }
mail-inquiry-waiting-subject = Question { $number } waits for an answer
mail-inquiry-waiting-body =
    Somebody asks about an organization that the register does not know: { $organization }. Number of the question: { $number }.

    Answer by { $due }.
notice-inquiry-answered = The operator answered question { $number }: { $organization }
mail-inquiry-answered-subject = Answer to question { $number }
mail-inquiry-answered-body =
    You asked about the organization { $organization }. The operator’s answer:

    { $answer }
