### Texts of every page: header, menu, patterns (templates/patterns), dates and sizes.

## Name and shell
shell-brand = Kabinet
shell-brand-note = organization cabinet
shell-title = { $title } — Kabinet
shell-error-title = Error: { $title }
shell-skip = Skip to content
shell-home = Kabinet, home
shell-menu = Menu
shell-menu-close = Close menu
shell-main-menu = Sections
shell-search = Search the cabinet
shell-search-applications = Application number or service
shell-search-queue = Number, service, applicant or INN
shell-search-submit = Search
shell-organization = Organization
shell-organization-switch = Switch organization
shell-organization-inn = INN { $inn }
shell-organization-all = All my organizations
shell-organization-add = Add an organization
shell-organization-none = No organization chosen
shell-notifications-none = Notifications, nothing new
shell-notifications = { $count ->
    [one] { $count } unread notification
   *[other] { $count } unread notifications
}
shell-counter = { $count ->
    [one] { $count } needs attention
   *[other] { $count } need attention
}
shell-user-menu = User menu
shell-profile = Profile
shell-security = Password and security
shell-my-organizations = My organizations
shell-sign-out = Sign out
shell-language = Language
shell-footer = Organization cabinet. Not a government portal.
shell-footer-nav = About the cabinet
shell-footer-terms = Terms
shell-footer-privacy = Data processing
shell-crumbs = You are here
shell-no-assets = Styles and scripts are not built: run “cargo xtask assets” and build the program again.
shell-live-on = statuses are live
shell-live-off = connection lost, reload the page

## Fields and errors
form-optional = optional
form-errors = Correct the errors to continue
form-select = Choose
form-date-hint = For example, { $example }
form-show-password = Show password
form-hide-password = Hide password
form-file-choose = Choose a file
form-files-choose = Choose files
form-file-drop = or drop here
form-file-none = No file chosen
form-file-too-big = The file “{ $name }” is larger than allowed: { $limit }
form-file-remove = Remove
form-file-remove-named = Remove the file { $name }
form-file-download-named = Download the file { $name }
form-characters-left = Characters left: { $count }
form-draft-saving = Saving the draft…
form-draft-saved = Draft saved at { $time }
form-draft-failed = The draft is not saved, check the connection. We will try again
form-draft-leave = The latest changes are not saved yet
form-copy = Copy
form-copied = Copied
form-resend-wait = You can send again in { $seconds } s
form-cancel = Cancel
form-change = Change
form-change-named = Change: { $name }
form-not-filled = Not filled in

## Lists
list-filters = Search and filters
list-show = Show
list-reset = Reset
list-found = Found: { $count }
list-export = Export
list-actions = Actions
list-pages = Pages of the list
list-page = Page { $page }
list-previous = Back
list-next = Next

## Other patterns
steps-label = Steps
steps-done = done
steps-current = current step
steps-failed = not passed
alert-info = Note
alert-success = Done
alert-warning = Attention
alert-danger = Error
tabs-label = Parts of the page
error-code = Code for support: { $code }
denied-title = Not enough rights
denied-needed = This needs the right “{ $permission }”.
denied-giver = Your role in the organization: { $own }. These roles have the right: { $roles }. An administrator of the organization can give you another role in “Employees and roles”.
denied-giver-inactive = The organization is suspended: only its details are open for now. The operator can open the cabinet again.
denied-giver-ended = The organization has ended: everything in the cabinet can be read and downloaded, nothing can be changed any more.
denied-giver-nobody = Nobody in this organization has this right: the section is for organizations of another kind.
denied-administrators = Who is an administrator here
timeline-label = History of actions

## Dates
date-today = today, { $time }
date-yesterday = yesterday, { $time }
date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December

## Sizes of files
size-b = B
size-kb = KB
size-mb = MB
size-gb = GB
size-tb = TB
