### Accounts: registration, sign-in, recovery, profile, security.

## Refusals
error-ACC-001 = Wrong e-mail or password. After five failed tries sign-in closes for 15 minutes
error-ACC-002 = Too many failed tries: sign-in is closed. { $minutes ->
    [one] Try again in { $minutes } minute
   *[other] Try again in { $minutes } minutes
} or set a new password with “I forgot my password”: that opens sign-in at once
error-ACC-003 = The e-mail address is not confirmed yet. Open the link in the letter or ask for another letter
error-ACC-004 = The link does not work: it was used already or is too old
error-ACC-005 = The code did not fit. Enter a new code from the app or one of your recovery codes
error-ACC-006 = The time for the code is over. Sign in again
error-ACC-007 = Both consents are needed to register
error-ACC-008 = An account with this e-mail already exists
error-ACC-010 = The password is shorter than 8 characters
error-ACC-011 = The password is longer than 128 characters
error-ACC-012 = The password has no digit
error-ACC-013 = The password has no special character, such as “!”, “-” or “#”
error-ACC-014 = This password is too common and easy to guess
error-ACC-015 = The password contains your name or e-mail
error-ACC-016 = The new password is the same as the old one
error-ACC-020 = The current password is wrong
error-ACC-021 = One-time codes are already on
error-ACC-022 = One-time codes are off
error-ACC-023 = Your account has no password: you sign in by certificate. Set one with “Forgot your password?” once your e-mail is confirmed
error-ACC-030 = Phones are not confirmed in this installation
error-ACC-031 = The code from the text message did not fit. { $left ->
    [one] { $left } try is left
   *[other] { $left } tries are left
}
error-ACC-032 = The code is no longer valid. Ask for a new one
error-ACC-033 = You can ask for a new code in a minute, at most five times a day
error-ACC-034 = Text messages only reach mobile numbers, which begin with +7 9
error-ACC-035 = Too many codes were sent to this number. Try again in an hour
error-ACC-040 = Check the document number: a Russian passport has 10 digits, series first
error-ACC-041 = Choose a time zone from the list
error-ACC-050 = Too many people are signing in right now. Wait a few seconds and try again
error-ACC-060 = Too many tries from your address. Try again in an hour
error-ACC-070 = The certificate has neither СНИЛС nor ИНН of its owner. It can only be used to sign in once it is bound to your account
error-ACC-071 = This is another person’s certificate. Take your own
error-ACC-072 = Another account already has the СНИЛС or ИНН of this certificate. Sign in to it by the certificate or write to support
error-ACC-073 = The proof of the key is too old or was used. Sign the request once more
error-ACC-074 = Too many letters in an hour. Check the address and try again later

## Sign-in
sign-in-title = Sign in
sign-in-heading = Sign in to the cabinet
sign-in-lead = Use your own account. You choose the organization in the next step.
start-title = Choose a role
start-lead = On whose behalf you are going to work. You can change it at any moment in the list of organizations at the top of the page.
start-organizations = On behalf of an organization
start-others = Other
start-head = Head
start-employee = Employee · { $role }
start-operator = Operator of the cabinet
start-operator-note = Checks of organizations, people, jobs
start-person = On my own behalf
start-person-note = My organizations, profile, signatures
start-no-organization = There are no organizations yet that you can work in.
sign-in-email = E-mail
sign-in-password = Password
sign-in-submit = Sign in
sign-in-forgot = I forgot my password
sign-in-no-account = No account yet?
sign-in-register = Register
sign-in-or = or
sign-in-side-title = What you can do
sign-in-side-apply = File an application and follow its status
sign-in-side-result = Get the result without leaving the cabinet
sign-in-side-team = Give colleagues roles and access
sign-in-side-journal = See who did what and when
sign-in-resend = Send the letter again
sign-in-code-title = Confirmation code
sign-in-code-lead = The password is right. Open your one-time code app and enter the six digits.
sign-in-code-field = Code from the app
sign-in-code-hint = No phone at hand? Enter one of your recovery codes
sign-in-code-lost = Lost both the phone and the recovery codes? Ask the support of your cabinet: they make sure who you are and turn the codes off.
sign-in-code-submit = Continue
sign-in-code-other = Sign in with another account

## Registration
register-title = Registration
register-lead = Create your personal account first. You add an organization after signing in.
register-person = About you
register-last-name = Last name
register-first-name = First name
register-middle-name = Middle name
register-email = E-mail
register-email-hint = This is your login. A confirmation link comes to this address
register-phone = Phone
register-phone-hint = For example, +7 900 123-45-67
register-document = Identity document
register-document-kind = Kind of document
document-passport-rf = Passport of a Russian citizen
document-foreign-passport = Passport of a foreign citizen
document-other = Another document
register-document-number = Series and number
register-document-hint = Kept encrypted and shown to nobody
register-sign-in-data = For signing in
register-password = Choose a password
password-rule-length = at least 8 characters
password-rule-digit = at least one digit
password-rule-special = at least one special character: “!”, “-”, “#” and the like
password-rule-own = without your name, e-mail or a common password
register-consents = Consents
register-agree-terms = I accept the terms of use
register-agree-data = I agree to the processing of personal data
register-agree-terms-missing = Accept the terms of use
register-agree-data-missing = Agree to the processing of personal data
register-read = Read before you agree:
register-submit = Register
register-have-account = Already have an account?
register-name-missing-last = Enter your last name
register-name-missing-first = Enter your first name
register-sent-title = Check your mail
register-sent-text = We sent a letter with a link. Open it within a day to confirm the address and sign in.
register-sent-nothing = No letter? Look in the spam folder or ask for another one. A new letter goes out no sooner than a minute after the last.
register-sent-resend = Send again
register-confirm-title = Confirm your e-mail
register-confirm-text = One step left: enter the password that you set when you registered.
register-confirm-own-text = One step is left: confirm that this address is yours. Letters of the cabinet will come to it.
register-confirm-password = Password
register-confirm-submit = Confirm e-mail and sign in
register-confirm-own-submit = Confirm the e-mail
register-confirm-wrong = The password did not fit. Enter the one that you set when you registered
register-confirm-again = You do not remember the password, or it was not you who registered?
register-confirm-anew = Register anew
register-confirm-bad-text = If you have confirmed the address already, just sign in. If not, ask for a new letter.
flash-email-confirmed = The e-mail is confirmed, you are signed in
flash-own-email-confirmed = The e-mail is confirmed
flash-mail-sent = If this address waits for confirmation, we have sent a letter to it

## Recovery
recover-title = New password
recover-lead = Enter the e-mail of your account. We send a link for setting a new password.
recover-submit = Send the link
recover-back = Back to sign-in
recover-sent-text = If there is an account with this address, we have sent a letter to it. The link works for one hour.
recover-sent-again = Ask again
recover-new-title = Set a new password
recover-new-lead = The old password stops working and all open sessions end.
recover-new-password = New password
recover-new-submit = Save password
recover-bad-text = Ask for a new link: it takes a minute.
flash-password-recovered = The password is changed. Sign in with the new one

## Profile
profile-title = My data
profile-lead = Colleagues in your organizations and the authorities that you write to see this.
profile-personal = Personal data
profile-email-note = The e-mail { $email } is your login and cannot be changed.
profile-email-waiting = The address { $email } is not confirmed yet: open the link in the letter.
profile-lang = Language of the cabinet and letters
profile-time-zone = Time zone
profile-save = Save
profile-phone = Phone
profile-phone-confirmed = confirmed
profile-phone-unconfirmed = not confirmed
profile-phone-none = No phone given
profile-phone-field = Phone number
profile-phone-send = Send a code
profile-phone-send-hint = We send a text message with a code. The number changes when you enter the code
profile-phone-save = Save number
profile-phone-code-lead = We sent a code to { $phone }. It works for 10 minutes.
profile-phone-undelivered = The code could not be delivered to { $phone }
profile-phone-undelivered-text = Check the number and ask for a code again. If the number is right, try later.
profile-phone-code = Code from the message
profile-phone-code-submit = Confirm number
flash-second-factor-first = One-time codes are required here. Turn them on, and the organizations’ pages will open
flash-profile-saved = Saved
flash-phone-saved = The number is saved
flash-phone-code-sent = The code is sent
flash-phone-confirmed = The number is confirmed
sms-phone-code = Phone confirmation code: { $code }. Tell it to nobody.
zone-kaliningrad = Kaliningrad (UTC+2)
zone-moscow = Moscow (UTC+3)
zone-samara = Samara (UTC+4)
zone-yekaterinburg = Yekaterinburg (UTC+5)
zone-omsk = Omsk (UTC+6)
zone-krasnoyarsk = Novosibirsk, Krasnoyarsk (UTC+7)
zone-irkutsk = Irkutsk (UTC+8)
zone-yakutsk = Yakutsk, Chita (UTC+9)
zone-vladivostok = Vladivostok (UTC+10)
zone-magadan = Magadan, Sakhalin (UTC+11)
zone-kamchatka = Kamchatka (UTC+12)

## Security
security-title = Security
security-lead = Password, one-time codes, and the devices on which the cabinet is open.
security-password = Password
security-password-changed = Last changed on { $date }
security-password-current = Current password
security-password-new = New password
security-password-hint = Sessions on other devices end
security-password-submit = Change password
security-totp = One-time codes
security-totp-on = on
security-totp-off = off
security-totp-about = Besides the password, the cabinet asks for six digits from an app on your phone. A stolen password is then not enough.
security-totp-enable = Turn one-time codes on
security-totp-left = Unused recovery codes: { $count }
security-totp-codes = Get new recovery codes
security-totp-disable = Turn one-time codes off
security-sessions = Where the cabinet is open
security-session-current = this device
security-session-note = Signed in { $began } · last used { $seen }
security-session-address = address { $ip }
security-session-end = End
security-session-end-named = End session: { $name }
security-sessions-end-others = End all others
security-browser-unknown = Unknown program
security-browser = { $browser } on { $system }
totp-title = Turn one-time codes on
totp-step-app = Install a one-time code app if you have none: any with TOTP will do.
totp-step-scan = Scan the code with the app's camera.
totp-step-type = Enter the six digits that the app shows.
totp-qr = QR code for the app
totp-manual = Cannot scan? Enter the key by hand
totp-code = Code from the app
totp-submit = Turn on
totp-codes-title = Keep your recovery codes
totp-codes-text = Each code stands in for the app once. Print them or write them down: we do not show them again.
totp-codes-done = I have kept the codes
totp-off-title = Turn one-time codes off?
totp-off-text = The password alone will be enough to sign in. Confirm that it is you.
totp-off-submit = Turn off
totp-renew-title = Get new recovery codes?
totp-renew-text = The old recovery codes stop working. Confirm that it is you.
totp-renew-submit = Get codes
flash-password-changed = The password is changed, other sessions have ended
flash-totp-off = One-time codes are off
flash-session-ended = The session has ended
flash-sessions-ended = The other sessions have ended
flash-signed-out = You have signed out

## First page
landing-title = Organization cabinet
landing-heading = Services for organizations in one cabinet
landing-lead = File an application, follow its progress and get the result. Colleagues work under their own names, each with exactly the rights they were given.
landing-sign-in = Sign in
landing-register = Register
landing-how = How to begin
landing-step-account = Create an account and confirm your e-mail
landing-step-organization = Add an organization by its tax number: its data come from the register
landing-step-documents = Attach documents of authority, the operator checks them within a day
landing-step-work = Invite colleagues and file applications
landing-why = What is inside
landing-why-status = Status without phone calls
landing-why-status-text = Progress changes on the screen by itself, important news comes by mail.
landing-why-roles = Rights by role
landing-why-roles-text = The head decides who prepares, who files and who only looks.
landing-why-journal = Journal of actions
landing-why-journal-text = Who did what, when, and how it ended.
landing-demo = This is a demonstration with made-up people and companies.
landing-demo-mail = Mailbox of the demonstration
landing-demo-sms = The demo's text messages

## Terms and data
legal-version = Version of { $date }
terms-title = Terms of use
terms-1-title = What this is about
terms-1 = The cabinet runs on a server of the organization that installed it, the operator. These terms say how to use it.
terms-2-title = Account
terms-2 = An account is personal. Do not give your password or codes to others: what is done under your name counts as done by you. If others learn the password, change it at once under “Security”.
terms-3-title = Acting for an organization
terms-3 = You may act for an organization after your authority is confirmed and within the role you were given. Every action is written to the journal.
terms-4-title = Data and documents
terms-4 = Give true data and upload only documents that you may use. A filed application cannot be changed; it can be added to when the authority asks, or withdrawn.
terms-5-title = Availability
terms-5 = The operator keeps the cabinet running but does not promise that it never stops. Do not leave filing to the last minutes of a term.
terms-6-title = Closing access
terms-6 = The operator may close access when these terms are broken or an authority so decides, and tells you by mail.
privacy-title = Processing of personal data
privacy-1-title = Who processes
privacy-1 = The operator, on whose server this cabinet runs, processes the data. The administrator of the installation names its requisites and contacts.
privacy-2-title = What we keep
privacy-2 = Name, e-mail, phone, kind and number of the document, time zone, roles in organizations, your actions with time and network address, and the files and answers that you put into applications.
privacy-3-title = What for
privacy-3 = To know you, let you in, confirm your authority, pass an application to the authority you chose, and show who did what.
privacy-4-title = How we protect
privacy-4 = Document numbers, files and secrets of one-time codes are encrypted. The password is not kept, only a fingerprint that cannot be turned back. Sessions end by themselves.
privacy-5-title = Whom we tell
privacy-5 = The authority to which you filed, and colleagues in your organization within their roles. There are no advertisements, counters or outside services in the cabinet.
privacy-6-title = How long
privacy-6 = An unconfirmed registration is deleted after a week. The rest is kept while the account lives and as long as the law asks for filed applications and the journal.
privacy-7-title = Your rights
privacy-7 = You may learn what is kept about you, correct it in your profile, and withdraw consent by writing to the operator. The account is then closed.
privacy-8-title = Cookies
privacy-8 = The cabinet keeps in the browser only the session number, the chosen language and the text of a short message. Sign-in does not work without them.

## Letters and notices
mail-confirm-email-subject = Confirm your e-mail
mail-confirm-email-body = Hello!

    This address was given when somebody registered in the organization cabinet. To finish, open the link and enter the password that you set. The link works until { $until }, once.

    If you did not register, do nothing: without your mailbox nobody can use the account.
mail-account-exists-subject = You already have an account
mail-account-exists-body = Hello!

    Somebody tried to register in the organization cabinet with your address. You already have an account, no new one was made.

    If it was you, sign in with your password. If you forgot it, choose “I forgot my password” on the sign-in page.
mail-sign-in-locked-subject = Sign-in is locked
mail-sign-in-locked-body = Hello!

    A wrong password or code was entered for your account several times, last from address { $ip }. Sign-in is locked until { $until }.

    If it was you and you do not want to wait, set a new password: that opens sign-in at once. If it was not you, there is nothing to do, but check that your password is strong and one-time codes are on.
notice-sign-in-locked = Sign-in was locked until { $until } after failed tries from address { $ip }
mail-recover-password-subject = New password for the cabinet
mail-recover-password-body = Hello, { $name }!

    You asked to set a new password. The link works until { $until }, once.

    If you did not ask, do nothing: the password stays as it is.
mail-password-changed-subject = The password was changed
mail-password-changed-body = Hello!

    The password of your account was changed, other sessions have ended.

    If it was not you, set a new password at once: choose “I forgot my password” on the sign-in page.
notice-password-changed = The password of your account was changed
mail-totp-enabled-subject = One-time codes are on
mail-totp-enabled-body = Hello!

    From now on the cabinet asks for a code from the app besides the password. Keep the recovery codes in a safe place.
notice-totp-enabled = One-time codes at sign-in are on
mail-totp-disabled-subject = One-time codes are off
mail-totp-disabled-body = Hello!

    One-time codes are off: the password is enough to sign in.

    If it was not you, change the password at once and turn the codes on again.
notice-totp-disabled = One-time codes at sign-in are off

## Journal of actions
action-account-register = Registration
action-account-confirm-email = E-mail confirmed
action-account-ask-email = Confirmation of an e-mail asked for
action-account-bind-identity = СНИЛС and ИНН from a certificate
action-account-create-invited = Account by invitation
action-account-sign-in = Sign-in
action-account-sign-out = Sign-out
action-account-lock = Sign-in locked
action-account-request-recovery = New password asked for
action-account-recover-password = New password by link
action-account-change-password = Password changed
action-account-change-profile = Profile changed
action-account-change-phone = Phone changed
action-account-request-phone-code = Phone code asked for
action-account-confirm-phone = Phone confirmed
action-account-totp-on = One-time codes turned on
action-account-totp-off = One-time codes turned off
action-account-totp-reset = One-time codes reset by the administrator
action-account-renew-recovery-codes = New recovery codes
action-account-end-session = Session ended
action-account-end-other-sessions = Other sessions ended
action-account-operator-on = Made an operator
action-account-operator-off = No longer an operator
