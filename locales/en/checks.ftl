# Checks of an organization that is being linked; changes of the register; the operator's stop.

## The list of checks
checks-title = Checks
checks-waiting = Check postponed
checks-waiting-title = Some checks are postponed
checks-waiting-text = The source of the data is away. We check by ourselves when it answers, and write to you. There is nothing to do.
operator-checks-waiting-text = The source of the data is away. The check is made by itself when it answers; you and the applicant are told. The request can be confirmed now too, by its documents.
check-numbers = INN, OGRN and KPP: check digits
check-register = INN, OGRN and KPP in the register
check-kind = Kind of organization
check-status = Status in the register
check-name = Name
check-address = Legal address
check-head = Head
check-email = E-mail
check-phone = Phone
check-tax = Restrictions of the tax service
check-fund = Restrictions of the social fund
check-outcome-passed = Passed
check-outcome-noted = Needs attention
check-outcome-failed = Not passed
check-outcome-waiting = Postponed
check-passed-address = { $address }. GAR code: { $guid }
check-passed-restrictions = No restrictions
check-value = Typed or found: { $value }
check-registered = In the register: { $value }
check-result-passed = all checks were passed
check-result-noted = something needs attention
check-result-failed = a check was not passed
check-fix-phone = Confirm the phone
check-fix-certificate = Add a certificate
check-explanation = Why the name is another
check-explanation-hint = For example: the organization was renamed, the record is not made yet. You can also answer after sending, within 24 hours.
clarification-title = A question about the name
clarification-text = You typed “{ $typed }”, the register has “{ $registered }”. This is no refusal: an explanation is enough.
clarification-answer = Explanation
clarification-due = Please explain before { $due }.
clarification-overdue = The time for an explanation is over
clarification-send = Send the explanation
link-email = The organization's e-mail
link-email-hint = Without one, your own address is used.
link-phone = The organization's phone
link-phone-hint = Without one, your own phone is used.
flash-link-explained = The explanation was sent to the operator
flash-link-check-decided = The result for the certificate is kept
operator-certificate-clean = Certificate read: no restrictions
operator-certificate-restricted = The certificate names restrictions
action-link-explain = A request was explained
action-link-check-decide = A certificate about restrictions was read
action-link-check-finish = Postponed checks were finished

error-LNK-101 = The register is away or out of date: there is nothing to compare with now
advice-LNK-101 = The request can be sent: we compare when the register is there, and write to you.
error-LNK-102 = The address in the register is incomplete: it names no building
advice-LNK-102 = This does not stop the request. Only the organization itself can correct the address at the tax office.
error-LNK-103 = The register marks the address as unreliable
advice-LNK-103 = Add a document about the right to use the address, or explain the mark to the operator.
error-LNK-104 = The domain of this address takes no mail
advice-LNK-104 = Look for a typing error after the @, or give another address.
error-LNK-105 = The mail domain could not be checked: the name service does not answer
advice-LNK-105 = We check again by ourselves.
error-LNK-106 = There is no such phone code
advice-LNK-106 = Look at the first digits: the code of the town or of the operator.
error-LNK-107 = The phone was not confirmed by the code of a message
advice-LNK-107 = Confirm your mobile number under “My data”: then we know that it works.
error-LNK-108 = The tax service names restrictions
advice-LNK-108 = This does not stop the request. Services to which restrictions matter show them.
error-LNK-109 = The tax service did not answer about restrictions
advice-LNK-109 = We ask again by ourselves.
error-LNK-110 = The tax service is not asked automatically here
advice-LNK-110 = You can add a certificate of the tax service to the documents; the operator reads it.
error-LNK-111 = A certificate of the tax service is there and waits for the operator
error-LNK-112 = The social fund names restrictions
advice-LNK-112 = This does not stop the request. Services to which restrictions matter show them.
error-LNK-113 = The social fund did not answer about restrictions
advice-LNK-113 = We ask again by ourselves.
error-LNK-114 = The social fund is not asked automatically here
advice-LNK-114 = You can add a certificate of the fund to the documents; the operator reads it.
error-LNK-115 = A certificate of the social fund is there and waits for the operator
error-LNK-116 = The local register does not have this organization; the card is from another source
advice-LNK-116 = The operator compares it with an extract.
error-LNK-131 = Write an explanation
error-LNK-132 = There is nothing to explain: the name is the register's
error-LNK-133 = No certificate waits for a decision in this check
error-ORG-016 = The organization is suspended or has ended: nobody can be given access to it
error-ORG-017 = The organization's data must be confirmed anew: the register names another head. Until then nobody can be given new access
error-ORG-018 = Write the reason: the organization's administrators read it
error-ORG-019 = The organization's state has changed meanwhile. Open its page again
advice-REG-001 = Compare the INN with an extract.
advice-REG-002 = Compare the OGRN with an extract.
advice-REG-003 = Compare the KPP with an extract, or leave the field empty.
advice-REG-006 = Make sure that you chose the right organization.
advice-REG-008 = Write an explanation below: it does not stop the request.

## State of an organization
about-data = Data
about-data-confirmed = Data confirmed
about-data-not-confirmed = Data must be confirmed
about-reconfirm-since = To be confirmed since
about-gar = GAR code of the address
banner-suspended-reason = Reason: { $reason }. Only public information is visible. Ask the operator of the cabinet.
banner-status-title = The register says: { $status }
banner-status-text = Extract of { $day }, record { $record }. The cabinet works as before; make sure who may act for the organization now.
banner-ended-title = The register says that the organization has ended: { $status }
banner-ended-text = Extract of { $day }, record { $record }. Everything in the cabinet can be read and downloaded. Nothing new can be submitted, nobody can be invited.
banner-reconfirm-title = The register names another head: confirm the organization's data
banner-reconfirm-text = The former head's access has ended. The new head confirms the data by a certificate or by a request with the order of appointment. Until then nobody can be invited; everything else works.
banner-reconfirm-action = Confirm the data

## The operator: an organization
operator-suspend = Suspend
operator-suspend-title = Suspend the organization
operator-suspend-text = Its employees see only the card and the reason. Nothing is deleted, and it can be resumed at any moment.
operator-reason = Reason
operator-reason-hint = The organization's administrators read it, and it stays in the journal.
operator-resume = Resume
operator-resume-title = Resume the organization?
operator-resume-text = Its employees work again with their rights. One that has ended opens for reading only.
operator-register-events = Changes in the register
operator-register-events-none = The register has changed nothing about this organization since it was linked.
operator-register-change = What changed
operator-register-was = Before
operator-register-became = After
operator-register-at = Applied
flash-organization-suspended = The organization is suspended, its administrators get letters
flash-organization-resumed = The organization works again, its administrators get letters
action-organization-suspend = The operator suspended the organization
action-organization-resume = The operator resumed the organization
action-register-head = Another head in the register
action-register-invite-cancel = The former head's invitation was cancelled
action-register-head-recognised = The register names an administrator as the head
action-register-authority-end = The former head's authority by the register ended
action-register-card = Data renewed from the register
action-register-warn = Another status in the register
action-register-end = Ended by the register
action-register-restore = Standing again by the register

## The operator: error codes
operator-codes-lead = Every refusal shows its code. By it you know what the person read and what to advise.
operator-codes-search = A code or its beginning, such as LNK-0
operator-codes-found = { $count ->
    [one] { $count } code
   *[other] { $count } codes
}
operator-code = Code
operator-code-text = What the person read
operator-code-advice = What to advise
operator-codes-ask-title = Type a code
operator-codes-ask-text = For example LNK-104. The beginning of a code shows all that begin so.
operator-codes-none-title = There is no such code
operator-codes-none-text = Look at the letters and digits: a code looks like LNK-104.

## Notices and letters
notice-link-checked = The postponed checks of request { $number } are finished: { $result }
mail-link-checked-subject = The checks of request { $number } are finished
mail-link-checked-body =
    The postponed checks of request { $number } to link { $organization } are finished: { $result }.

    The whole list is on the request's page.
notice-link-clarification = Please explain the name in request { $number }
mail-link-clarification-subject = Please explain the name in request { $number }
mail-link-clarification-body =
    Request { $number } names “{ $typed }”, the register has “{ $registered }”.

    This is no refusal. Explain the difference on the request's page before { $due }: the review goes on meanwhile.
notice-link-clarified = An explanation for request { $number }: { $organization }
mail-link-clarified-subject = An explanation for request { $number }
mail-link-clarified-body =
    The applicant has explained the name in request { $number } to link { $organization }:

    { $answer }
notice-organization-suspended = The operator suspended { $organization }: { $reason }
mail-organization-suspended-subject = The organization is suspended
mail-organization-suspended-body =
    The operator of the cabinet has suspended { $organization }. The reason:

    { $reason }

    Only public information is visible. Everything else is kept.
notice-organization-resumed = { $organization } works again
mail-organization-resumed-subject = The organization works again
mail-organization-resumed-body =
    The operator of the cabinet has resumed { $organization }. Its employees have the rights that they had.
notice-register-head-changed = The register names another head of { $organization }: { $after }
mail-register-head-changed-subject = Another head in the register
mail-register-head-changed-body =
    The register names another head of { $organization }. Before: { $before }. Now: { $after }. Extract of { $extract }, record { $record }.

    Access that rested on the record of the former head has ended. If the new head is not in the cabinet yet, they confirm the data by a certificate or by a request.
notice-register-authority-ended = Your access to { $organization } has ended: the register names another head
mail-register-authority-ended-subject = Access to the organization has ended
mail-register-authority-ended-body =
    The register names another head of { $organization } (extract of { $extract }, record { $record }). Your access rested on the earlier record and has ended.

    If you still work there, the new head or an administrator can invite you. If the register is wrong, tell the operator of the cabinet.
notice-register-card-changed = { $organization }: “{ $field }” was renewed from the register
mail-register-card-changed-subject = The organization's data were renewed from the register
mail-register-card-changed-body =
    In the card of { $organization }, “{ $field }” was renewed. Before: { $before }. Now: { $after }. Extract of { $extract }, record { $record }.
notice-register-warning = { $organization }, status in the register: { $status }
mail-register-warning-subject = Another status in the register
mail-register-warning-body =
    The register's status of { $organization } is now: { $status }. Extract of { $extract }, record { $record }.

    Make sure who may act for it now.
notice-register-ended = { $organization } has ended by the register ({ $status })
mail-register-ended-subject = The organization has ended
mail-register-ended-body =
    By the register { $organization } has ended: { $status }. Extract of { $extract }, record { $record }.

    Its cabinet is open for reading only: everything in it can be downloaded.
notice-register-restored = { $organization } stands again by the register
mail-register-restored-subject = The organization stands again
mail-register-restored-body =
    By the register { $organization } stands again ({ $status }). Extract of { $extract }, record { $record }. The limits in the cabinet are gone.
