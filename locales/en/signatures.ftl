# Electronic signatures: what is wrong and what to do (codes of the report), words of kabinet verify.

signature-indication-total-passed = the signature is good
signature-indication-indeterminate = the signature is not confirmed
signature-indication-total-failed = the signature is not good
signature-certificate-total-passed = the certificate is valid
signature-certificate-indeterminate = the certificate is not confirmed
signature-certificate-total-failed = the certificate is not valid
signature-title = Signature { $number } of { $total }
signature-title-certificate = Certificate
signature-title-file = File
signature-signer = Signed by
signature-owner = Owner
signature-issuer = Issued by
signature-validity = Valid
signature-signing-time = Signing time, as the signer says
signature-stamped-time = Time by the time stamp
signature-validation-time = Checked for the time
signature-kind = Kind
signature-qualified = Qualified certificate
signature-qualified-yes = yes
signature-qualified-no = no
signature-container = The container opens: { $keys } keys, { $certificates } certificates
signature-container-closed = the container does not open

error-SIG-001 = There is no signature in the file. Check that it is the right one; if the signature lies apart, name it as well.
error-SIG-002 = This is not a signature: neither CMS (p7s, sig) nor a signed PDF or XML. Check that it is the right file.
error-SIG-003 = The signature file is damaged or written wrongly. Get it again.
error-SIG-004 = Extra data follows the signature in the file. Get the signature file again.
error-SIG-005 = The file is too large to be checked as a whole.
error-SIG-020 = The certificate of the authority that issued this one was not found. Add the authority's certificates.
error-SIG-021 = There is an authority of that name, but it did not sign the certificate. Add the right authority's certificate or take this one for a forgery.
error-SIG-022 = The chain leads to a root authority that is not trusted here.
error-SIG-023 = The chain of certificates is too long.
error-SIG-024 = The certificate is signed by an unknown algorithm.
error-SIG-025 = The certificate is signed by a weak algorithm or key: such a signature proves nothing.
error-SIG-026 = The certificate had ended, and nothing proves that the signature was made before. A signature with a valid certificate or a time stamp is needed.
error-SIG-027 = The certificate had not begun yet.
error-SIG-028 = The authority's certificate was not valid at that time.
error-SIG-029 = The certificate was issued by one that is not a certification authority.
error-SIG-030 = There are more authorities below an authority than it is allowed.
error-SIG-031 = The authority's key is not meant for issuing certificates.
error-SIG-032 = The certificate has a critical extension that is not known here.
error-SIG-033 = The certificate's key is not meant for signing documents.
error-SIG-034 = The certificate is meant for another purpose.
error-SIG-035 = The authority may not issue certificates with this name.
error-SIG-036 = The certificate is written wrongly and contradicts itself.
error-SIG-037 = The time of the trusted root certificate does not cover this moment. That changes nothing: a root is trusted as it is.
error-SIG-038 = An authority demands that the certificate be issued under a certain policy, and the chain has none.
error-SIG-040 = The certificate was revoked, and nothing proves that the signature was made before.
error-SIG-041 = The certificate is suspended. Check again later.
error-SIG-042 = Nothing is known about whether the certificate was revoked. Add a revocation list or an OCSP answer.
error-SIG-043 = The revocation data is too old. Get a new revocation list.
error-SIG-044 = The revocation data does not count: the wrong one signed it, it is damaged, weak, refused or dated later than today.
error-SIG-045 = The authority does not say where revocations are published: they were not checked.
error-SIG-046 = The certificate was revoked later; this signature is not touched by it.
error-SIG-047 = The OCSP responder does not know the certificate.
error-SIG-050 = The list of accredited authorities is not loaded: it cannot be said whether the signature is qualified.
error-SIG-051 = The authority is not in the list of accredited ones.
error-SIG-052 = The authority was not accredited when the certificate was issued.
error-SIG-053 = The authority was not accredited at that time.
error-SIG-054 = The signature of the list of accredited authorities was not checked.
error-SIG-055 = The certificate names no class of signature tools.
error-SIG-056 = The certificate does not name the owner's signature tool.
error-SIG-057 = The certificate does not name the authority's tools.
error-SIG-058 = The key is not one of GOST R 34.10-2012: such a signature cannot be qualified.
error-SIG-059 = The certificate lacks what a qualified one must hold.
error-SIG-060 = The signature lies apart from the document. Name the signed file too.
error-SIG-061 = The document was changed after signing: this is not the file that was signed.
error-SIG-062 = The signature does not fit the document and the certificate: it is damaged or forged.
error-SIG-063 = The signature does not hold the signer's certificate. Add it.
error-SIG-064 = The certificate was swapped: the signer named another one.
error-SIG-065 = The attributes of the signature are written wrongly.
error-SIG-066 = The attributes of the signature do not fit what is signed.
error-SIG-067 = The algorithms of signature and hash and the key do not go together.
error-SIG-068 = The signature's algorithm or the kind of key is unknown: it cannot be checked.
error-SIG-069 = The signature or what it names is made by a weak algorithm or key.
error-SIG-070 = The signature does not name its certificate: a swap would not be seen.
error-SIG-071 = The time stamp is not of this signature.
error-SIG-072 = The time stamp cannot be read.
error-SIG-073 = The time stamp is not confirmed and does not count.
error-SIG-074 = The certificate of the time-stamping service is not one for time stamps.
error-SIG-076 = The signature holds another document than the one given beside it.
error-SIG-077 = The inner data of another signature is passed off as a document.
error-SIG-078 = A counter signature is not confirmed.
error-SIG-079 = The signature has no signed attributes: its time is unknown.
error-SIG-080 = The XML cannot be read or is too large.
error-SIG-081 = The signature in the XML is written wrongly.
error-SIG-082 = An algorithm of the XML signature is unknown or weak.
error-SIG-083 = The XML signature has a transform that is not allowed.
error-SIG-084 = The XML signature refers to data that is not there.
error-SIG-085 = Only a part of the document is signed.
error-SIG-086 = The XML document was changed after signing.
error-SIG-087 = The XML signature does not fit the document and the certificate: it is damaged or forged.
error-SIG-088 = The signed part was moved within the document: that is how documents are forged.
error-SIG-089 = The properties of the XML signature do not fit the certificate or the data.
error-SIG-090 = The PDF cannot be read or holds too many signatures.
error-SIG-091 = The signature in the PDF does not cover the whole file: that is how changes are hidden.
error-SIG-092 = The PDF was changed after signing.
error-SIG-093 = Something that is allowed was added to the PDF after signing: another signature or marks.
error-SIG-094 = The signature in the PDF is of a kind that is not read here.
error-SIG-100 = The key file is too large.
error-SIG-101 = This is neither a PKCS#12 container nor a PKCS#8 key file, or it is damaged.
error-SIG-102 = The container has too many parts.
error-SIG-103 = The password does not fit the container.
error-SIG-104 = The container asks for too long a calculation and was not opened.
error-SIG-105 = The container is encrypted by an algorithm that is not supported.
error-SIG-106 = The encryption parameters of the container are written wrongly.
error-SIG-107 = The password fits, but what the container holds is damaged.
error-SIG-108 = The container has no key of GOST R 34.10-2012.
error-SIG-109 = The private key in the container is broken.
error-SIG-110 = No random numbers could be got. Try again.
error-SIG-112 = The certificate request is too large.
error-SIG-113 = The certificate request cannot be read.
error-SIG-114 = The key in the certificate request is not supported.
error-SIG-115 = The signature of the certificate request is not good: possession of the key is not proved.
error-SIG-120 = The time-stamping service refused. Try again later or name another one.
error-SIG-121 = The time-stamping service answered another request. Try again.
error-SIG-122 = The time stamp is later than the moment that is checked for, and does not count.
error-SIG-123 = The time stamp is of before the certificate of its service began, and does not count.

error-CLI-017 = The file cannot be read: { $detail }

## Kinds of signature (63-ФЗ, article 5)
signature-kind-none = no signature
signature-kind-simple = simple
signature-kind-enhanced = enhanced unqualified
signature-kind-qualified = enhanced qualified

## People's certificates and requests for them
certificate-state-pending = waits for the mailed code
certificate-state-active = on
certificate-state-sign-in = for signing in
certificate-state-inactive = off
certificate-state-replaced = replaced by a new one
certificate-request-made = request made
certificate-request-sent = taken to the authority
certificate-request-issued = certificate received

## The text that is signed to show the key
challenge-sign-in = Signing in to the organization's cabinet
challenge-bind = Binding a certificate to an account
challenge-link = Linking an organization to the cabinet
challenge-site = Site: { $site }
challenge-time = Time: { $time } (Moscow)
challenge-number = Number: { $number }
challenge-noise = One-time letters: { $noise }
challenge-note = A signature under this text only shows that you have the key. It is not the signature of a document.

## Refusals
error-ESG-001 = Electronic signatures are not set up in this cabinet: the operator has loaded no trusted certificates
error-ESG-002 = The time for signing is over, or this text was signed already. Start again
error-ESG-003 = The signature is not accepted.
error-ESG-004 = There are several signatures in the file. One is needed, yours
error-ESG-005 = The file is too large for a signature or a certificate
error-ESG-006 = The clock of this computer is { $hours } h { $minutes } min { $direction ->
    [ahead] ahead
   *[behind] behind
}. Set the right time and sign again
error-ESG-007 = The signature must be { $needed }, and this one is { $found }
error-ESG-008 = The certificate is another person's. Take your own
error-ESG-009 = This certificate is not bound to your account. Bind it on the page “Electronic signatures”
error-ESG-010 = You switched this certificate off. Switch it on on the page “Electronic signatures” or take another one
error-ESG-011 = The confirmation by signature is too old. Sign again
error-ESG-012 = This certificate is bound already
error-ESG-013 = Too many certificates or requests are kept. Remove some
error-ESG-014 = There is no such certificate or request
error-ESG-015 = The code from the letter is wrong. { $left ->
    [one] { $left } try is left
   *[other] { $left } tries are left
}
error-ESG-016 = The code is not good any more. Ask for a new one
error-ESG-017 = A new code can be asked for in a minute, at most twenty times a day
error-ESG-018 = This is not a certificate. A file .cer or .crt is needed
error-ESG-019 = The request for a certificate is not accepted.
error-ESG-020 = The certificate was issued for another key than the request's
error-ESG-021 = The time of the signature could not be fixed. Try again in a few minutes; if that does not help, tell the operator.
error-ESG-022 = The certificate has no surname and name of its owner. A person's or a head's certificate is needed
error-ESG-023 = The certificate has ended. Get a new one
error-ESG-024 = This is done already, or the certificate is in another state. Reload the page
error-ESG-025 = There is no address to send the code to. Confirm your e-mail in the profile first

## Letters and notices
mail-certificate-code-subject = Code for a certificate: { $code }
mail-certificate-code-body = Hello!

    The code { $code } switches certificate No. { $serial } on in your account. Type it on the page “Electronic signatures”. The code is good until { $until }.

    If you have not added a certificate, tell the code to nobody and change your password.
mail-certificate-off-code-subject = Code to switch a certificate off: { $code }
mail-certificate-off-code-body = Hello!

    The code { $code } switches certificate No. { $serial } off in your account: it will neither sign you in nor sign. Type the code on the page “Electronic signatures”. It is good until { $until }.

    If you switched nothing off, tell the code to nobody and change your password.
mail-certificate-off-subject = The certificate is off
mail-certificate-off-body = Hello!

    Certificate No. { $serial } is off: it neither signs you in to the cabinet nor signs documents. What was signed stays good.

    If it was not you, change the passwords of your mail and of the cabinet, then switch the certificate on again on the page “Electronic signatures”.
notice-certificate-off = Certificate No. { $serial } is off
mail-certificate-bound-subject = The certificate is on
mail-certificate-bound-body = Hello!

    Certificate No. { $serial } is on: it signs you in to the cabinet and signs documents. It is valid until { $until }.

    If it was not you, switch the certificate off on the page “Electronic signatures” and change your password.
notice-certificate-bound = Certificate No. { $serial } is on, valid until { $until }
mail-certificate-ending-subject = The certificate ends soon
mail-certificate-ending-body = Hello!

    Certificate No. { $serial } is valid until { $until }, { $days ->
        [one] { $days } day is left
       *[other] { $days } days are left
    }. After that nothing can be signed with it.

    Get a new one and add it instead on the page “Electronic signatures”. Earlier signatures stay good.
notice-certificate-ending = Certificate No. { $serial } is valid until { $until }. Get a new one

## Journal
action-certificate-add = Certificate added
action-certificate-prove = Key of a certificate shown
action-certificate-activate = Certificate switched on
action-certificate-deactivate = Certificate switched off
action-certificate-remove = Unconfirmed certificate removed
action-certificate-request-add = Request for a certificate
action-certificate-request-send = Request for a certificate marked as taken to the authority
action-certificate-request-issue = Certificate received for a request
