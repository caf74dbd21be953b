# Menu, roles and permissions, error pages, notices, the demo: what belongs to no area.

menu-overview = Overview
menu-queue = Application queue
menu-applications = Applications
menu-catalogue = Services
menu-licences = My licences
menu-employees = Employees and roles
menu-journal = Journal of actions
menu-about = About the organization
menu-my-organizations = My organizations
menu-notices = Notices
menu-profile = My data
menu-security = Security
menu-operator = Administration
menu-operator-requests = Organization checks
menu-operator-inquiries = Questions
menu-operator-organizations = Organizations
menu-operator-people = People
menu-operator-jobs = Jobs
menu-operator-codes = Error codes

role-administrator = Administrator
role-manager = Manager
role-accountant = Accountant
role-specialist = Specialist
role-controller = Controller
role-observer = Observer
role-operator = Operator
role-authority-administrator = Authority administrator
role-authority-manager = Head of department
role-authority-specialist = Case officer

permission-view-organization = See the organization's card
permission-edit-organization = Change the organization's card
permission-view-members = See employees and their roles
permission-manage-members = Invite employees and change their roles
permission-view-applications = See applications
permission-edit-applications = Fill in applications
permission-submit-applications = Submit applications
permission-withdraw-applications = Withdraw submitted applications
permission-delete-drafts = Delete drafts
permission-view-queue = See the queue of applications
permission-assign-applications = Assign case officers
permission-handle-applications = Handle applications
permission-approve-decisions = Approve decisions
permission-view-journal = Read the journal of actions

error-page-web-404-title = There is no such page
error-page-web-404-text = The address may be mistyped, the page may be gone, or you may not have access to it.
error-page-web-404-advice = Check the address or begin at the home page.
error-page-web-403-title = You do not have this right
error-page-web-403-text = Your role in the organization does not allow this. It needs the right “{ $permission }”.
error-page-web-403-advice = Ask an administrator of the organization to change your role.
error-page-web-429-title = Too many attempts
error-page-web-429-text = Too many requests came from your address. { $count ->
    [one] Wait { $count } second
   *[other] Wait { $count } seconds
  } and try again.
error-page-web-429-advice = Nothing is lost: go back and repeat later.
error-page-web-013-title = The request came from another site
error-page-web-013-text = We did not do it: a page of another site asked for it.
error-page-web-013-advice = Open the cabinet in a new tab and repeat there.
error-page-web-401-title = Sign in first
error-page-web-400-title = The request could not be read
error-page-web-400-text = The address or the form's data are broken.
error-page-web-400-advice = Go back, reload the page and repeat.
error-page-web-500-title = Something broke on our side
error-page-web-500-text = Nothing was done and no data changed.
error-page-web-500-advice = Try again in a few minutes. If it does not help, tell support the code and the request number.
error-page-code = Error code
error-page-request = Request number
error-page-home = Home page
error-page-overview = To the overview

notices-title = Notices
notices-read-all = Mark all as read
notices-open = Open
notices-unread = New
notices-empty-title = No notices yet
notices-empty-text = Messages about applications, employees and organization checks will appear here.

demo-mail-title = The demo's mail
demo-mail-intro = The demo sends no mail to anybody. Everything that would have been sent is here.
demo-mail-filter = To
demo-mail-show = Show
demo-mail-empty-title = No letters yet
demo-mail-empty-text = Register or invite a colleague, and the letter will be here in a second.
demo-mail-to = To
demo-mail-when = When
demo-mail-subject = Subject
demo-mail-back = All letters
demo-tab-mail = Mail
demo-tab-sms = Text messages
demo-sms-title = Text messages of the demo
demo-sms-intro = The demo sends no text messages. Whatever would have gone to phones lies here.
demo-sms-empty-title = No messages yet
demo-sms-empty-text = Ask for a code for your number on the page “My data”, and the message appears here within a second.
demo-sms-text = Message
demo-sms-to = Number
demo-sms-when = When

mail-open = Open the cabinet
mail-closing = This letter was sent automatically by an organization cabinet. There is no need to answer it.
