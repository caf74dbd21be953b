### Errors in answers (FRM) and in requisites (REQ). Parameters are listed in crates/base/forms/src/error.rs
### and crates/base/requisites/src/fault.rs. Every text has { $label } and { $kind }.

## Requisites

error-REQ-001 = { $kind ->
    [inn] Enter the INN
    [inn10] Enter the INN of the company
    [inn12] Enter the INN of the person
    [ogrn] Enter the OGRN
    [ogrnip] Enter the OGRNIP
    [kpp] Enter the KPP
    [snils] Enter the SNILS
    [okpo] Enter the OKPO code
    [bik] Enter the BIK of the bank
    [account] Enter the account number
    [uin] Enter the UIN
    [email] Enter an e-mail address
    [phone] Enter a phone number
    [person-name] Enter a name
    [org-id] Enter an INN, OGRN or OGRNIP
   *[other] Enter a number
}
error-REQ-002 = { $kind ->
    [inn] Enter an INN: 10 digits for a company, 12 for a person or a sole trader
    [inn10] Enter an INN of 10 digits
    [inn12] Enter an INN of 12 digits
    [ogrn] Enter an OGRN of 13 digits
    [ogrnip] Enter an OGRNIP of 15 digits
    [kpp] Enter a KPP of 9 characters
    [snils] Enter a SNILS of 11 digits
    [okpo] Enter an OKPO code: 8 digits for a company, 10 for a sole trader
    [bik] Enter a BIK of 9 digits
    [account] Enter an account number of 20 digits
    [uin] Enter a UIN of 20 or 25 digits
    [phone] Enter a phone number with its code: 11 digits, such as +7 900 123-45-67
    [org-id] Enter an INN (10 or 12 digits), OGRN (13 digits) or OGRNIP (15 digits)
   *[other] The number must have { $expected ->
        [one] { $expected } character
       *[other] { $expected } characters
    }
}. { $got ->
    [one] Now there is { $got } character
   *[other] Now there are { $got } characters
}
error-REQ-003 = { $kind ->
    [email] The e-mail address has “{ $found }” at position { $position }. Use Latin letters, digits, full stops and hyphens
    [phone] The phone number has “{ $found }” at position { $position }. Use digits, “+”, brackets, spaces and hyphens
    [person-name] The name has “{ $found }” at position { $position }. Use letters, hyphens, apostrophes and spaces
    [kpp] The KPP has “{ $found }” at position { $position }. Use digits; positions 5 and 6 may be capital Latin letters
   *[other] The number has “{ $found }” at position { $position }. Use digits only
}
error-REQ-004 = The check digit of the { $kind ->
    [inn] INN
    [inn10] INN
    [inn12] INN
    [ogrn] OGRN
    [ogrnip] OGRNIP
    [snils] SNILS
    [okpo] OKPO
    [uin] UIN
   *[other] number
} does not fit: digit { $position } must be { $expected }, not { $got }. Check the whole number, the mistake may be in another digit
error-REQ-005 = { $kind ->
    [ogrn] An OGRN does not begin with zero. Check the number
    [ogrnip] An OGRNIP begins with 3. Check the number
   *[other] An INN does not begin with “00”: there is no such region. Check the number
}
error-REQ-006 = The account number does not fit the BIK of the bank: with this BIK digit { $position } of the account must be { $expected }, not { $got }. Check both
error-REQ-007 = This does not look like an INN, OGRN or OGRNIP: they have digits only
error-REQ-008 = { $kind ->
    [email] Enter the whole e-mail address, such as office@company.example
   *[other] Check how the value is written
}
error-REQ-009 = Enter a Russian phone number: +7 and 10 digits, such as +7 900 123-45-67
error-REQ-010 = { $kind ->
    [email] The e-mail address must have at most { $max } characters
    [person-name] The name must have at most { $max } characters
   *[other] The value must have at most { $max } characters
}. Now there are { $got }

## Answers

error-FRM-001 = Fill in “{ $label }”
error-FRM-002 = { $kind ->
    [multi-choice] Tick at least one option: “{ $label }”
   *[other] Choose an option: “{ $label }”
}
error-FRM-003 = Tick the box: “{ $label }”
error-FRM-004 = { $min ->
    [one] Attach at least { $min } file: “{ $label }”
   *[other] Attach at least { $min } files: “{ $label }”. Now there are { $got }
}
error-FRM-005 = “{ $label }”: write at least { $min ->
    [one] { $min } character
   *[other] { $min } characters
}. Now there are { $got }
error-FRM-006 = “{ $label }”: write at most { $max ->
    [one] { $max } character
   *[other] { $max } characters
}. Now there are { $got }
error-FRM-007 = “{ $label }”: enter a whole number, such as 12
error-FRM-008 = “{ $label }”: enter a number of { $min } or more
error-FRM-009 = “{ $label }”: enter a number of { $max } or less
error-FRM-010 = “{ $label }”: enter an amount in roubles, such as 1250.50
error-FRM-011 = “{ $label }”: enter { $min } ₽ or more
error-FRM-012 = “{ $label }”: enter { $max } ₽ or less
error-FRM-013 = “{ $label }”: enter a date as DD.MM.YYYY, such as 01.12.2026
error-FRM-014 = “{ $label }”: there is no such date. Check the day and the month
error-FRM-015 = “{ $label }”: enter a date no later than today, { $date }
error-FRM-016 = “{ $label }”: enter a date no earlier than today, { $date }
error-FRM-017 = “{ $label }”: enter a date no earlier than { $date }, the date in “{ $other }”
error-FRM-018 = { $kind ->
    [checkbox] Tick or clear the box: “{ $label }”
    [files] Attach a file with the file button: “{ $label }”
   *[other] Choose an option from the list: “{ $label }”
}
error-FRM-019 = “{ $label }”: leave one value
error-FRM-020 = “{ $label }”: tick at least { $min ->
    [one] { $min } option
   *[other] { $min } options
}. Now there are { $got }
error-FRM-021 = “{ $label }”: tick at most { $max ->
    [one] { $max } option
   *[other] { $max } options
}. Now there are { $got }
error-FRM-022 = “{ $label }”: attach at most { $max ->
    [one] { $max } file
   *[other] { $max } files
}. Now there are { $got }
error-FRM-023 = The file “{ $file }” is larger than { $max } MB. Make it smaller or split it
error-FRM-024 = The content of the file “{ $file }” does not fit. Attach { $types }
error-FRM-025 = The file “{ $file }” is empty. Attach another one
error-FRM-026 = “{ $label }”: remove the invisible character at position { $position }. Such characters come along when copying
error-FRM-027 = “{ $label }”: check the year, it must be between { $first } and { $last }
