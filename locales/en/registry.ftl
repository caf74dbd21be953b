# The register of organizations: ЕГРЮЛ and ЕГРИП.

registry-title = Company register
registry-not-loaded = The register is not loaded
registry-not-loaded-hint = The administrator loads it with kabinet registry import.
registry-as-of = Register data as of { $date }
registry-loaded-count =
    { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
registry-nothing-found = Nothing found. Check the number or the name.

registry-kind-company = Legal entity
registry-kind-sole_trader = Sole trader

registry-status-active = Active
registry-status-reorganizing = Being reorganized
registry-status-excluding = About to be struck off
registry-status-liquidating = Being liquidated
registry-status-bankrupt = Bankruptcy
registry-status-liquidated = Liquidated
registry-status-excluded = Struck off
registry-status-reorganized = Ended by reorganization
registry-status-annulled = Registration declared void
registry-status-closed = Business ended

registry-field-inn = INN
registry-field-ogrn = OGRN
registry-field-ogrnip = OGRNIP
registry-field-kpp = KPP
registry-field-name = Name
registry-field-short-name = Short name
registry-field-address = Address
registry-field-head = Head
registry-field-status = Status
registry-field-legal-form = Legal form
registry-field-registered-on = Registered on
registry-field-ended-on = Ended on
registry-field-region = Region
registry-field-kind = Kind
registry-field-activity = Main activity
registry-field-other-activities = Other activities
registry-field-capital = Charter capital
registry-field-founders = Founders
registry-field-managing-company = Managing company
registry-field-licences = Licences
registry-field-branches = Branches and offices
registry-field-tax-office = Tax office
registry-field-pension-number = Social Fund number
registry-field-insurance-number = Insurer number
registry-field-email = E-mail
registry-field-last-record = Last record (GRN)

registry-unreliable = data not reliable
registry-restricted = access to the data is restricted
registry-disqualified-until = disqualified until { $date }
registry-head-since = since { $date }

registry-column-typed = You stated
registry-column-registered = In the register
registry-severity-clarify = Needs an explanation
registry-severity-refuses = Prevents linking

# A claim beside the register's card.
error-REG-000 = A difference from the register that the cabinet no longer describes. Compare with the card
error-REG-001 = The INN does not match the register. Check the number: an organization cannot be linked under another INN.
error-REG-002 = The OGRN does not match the register for this INN. Check both numbers.
error-REG-003 = The KPP does not match the register. Check the number.
error-REG-004 = A sole trader has no KPP. Leave this field empty.
error-REG-005 = The KPP differs from the organization's KPP in the register. If it belongs to a branch, say so in the request.
error-REG-006 = According to the register the business has ended. It cannot be linked.
error-REG-007 = According to the register the organization is being liquidated, is bankrupt or is about to be struck off. Attach documents that show who acts for it now.
error-REG-008 = The name differs from the register. Correct it or explain the difference.
error-REG-009 = The address differs from the register. Correct it or explain the difference.
error-REG-010 = The register names another head. Attach documents of authority.
error-REG-011 = According to the register another organization manages this one. Attach documents of its representative's authority.
error-REG-012 = The register marks the head's data as not reliable or the head as disqualified. Attach documents of authority.

# Register files.
error-REG-101 = The file could not be read: { $detail }
error-REG-102 = The file is empty
error-REG-103 = This is not XML
error-REG-104 = This is not a register file: the root element is “{ $detail }”
error-REG-105 = The encoding “{ $detail }” is not supported; windows-1251 or UTF-8 is needed
error-REG-106 = The text is not in the declared encoding
error-REG-107 = The XML is not well-formed: { $detail }
error-REG-108 = The file ends inside an element
error-REG-109 = The file declares a DOCTYPE; such files are not accepted
error-REG-110 = Nested too deeply
error-REG-111 = A tag or text is too long
error-REG-112 = An entry is too large
error-REG-113 = Too many entries in one file
error-REG-114 = The file is too large
error-REG-115 = A packed file grows too much
error-REG-116 = The archive is too large
error-REG-117 = The archive cannot be read: { $detail }
error-REG-118 = Not a file of the small business register: the root element is “{ $detail }”

# Single entries.
error-REG-121 = Required data are missing: “{ $detail }”
error-REG-122 = The check digit of the OGRN is wrong
error-REG-123 = The check digit of the INN is wrong
error-REG-124 = “{ $detail }” is not a date
error-REG-125 = The entry is not well-formed: { $detail }
error-REG-126 = The entry holds too much

# Warnings.
error-REG-131 = This program does not know version “{ $detail }” of the format; what could be recognized was read
error-REG-132 = The number of entries differs from the declared one (declared / found: { $detail })
error-REG-133 = Files of another kind left out: { $detail }

# The whole operation.
error-REG-201 = The files cannot be reached: { $detail }
error-REG-202 = There are no register files here: { $detail }
error-REG-203 = Another process is already importing the register. Wait until it ends.
error-REG-204 = The register's index cannot be read: { $detail }
error-REG-205 = A card of the register cannot be read: { $detail }
error-REG-206 = The import was stopped; what was read is kept, and another run goes on
error-REG-207 = More records than the small business register can have. Check whether these are the right files.

# kabinet registry import
registry-import-progress = { $files } of { $total } files, entries: { $entries }
registry-import-warning = Warning: { $file }: { $text }
registry-import-skipped-entry = Entry { $ogrn } left out ({ $file }, line { $line }, byte { $byte }): { $text }
registry-import-broken-file = File { $file } was not read to its end (line { $line }, byte { $byte }): { $text }
registry-import-companies = Companies read: { $read }; new { $new }, changed { $changed }, unchanged { $unchanged }, outdated { $older }, skipped { $skipped }
registry-import-sole-traders = Sole traders read: { $read }; new { $new }, changed { $changed }, unchanged { $unchanged }, outdated { $older }, skipped { $skipped }
registry-import-reason = Left out because of { $code } ({ $text }): { $count }
registry-import-files = Files: { $files }, with errors { $broken }, warnings { $warnings }{ $known ->
    [0] {""}
   *[other] ; imported before and not read again: { $known }
  }

# kabinet registry generate
registry-generate-done = Files written: { $files }; companies { $companies }, sole traders { $traders }

# kabinet registry import-msp
registry-msp-report = Small business register: files { $files }, with errors { $broken }; records read { $read }, left out { $skipped }; organizations and sole traders marked: { $marked }
registry-business-micro = Micro business
registry-business-small = Small business
registry-business-medium = Medium business
