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

registry-column-typed = Stated
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
error-REG-012 = The register marks the head's data as not reliable, the head as disqualified, or the powers as ended. Attach documents of authority.

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
error-REG-141 = This is not a file of the company register: the kind of data (ТипИнф) is “{ $detail }”
error-REG-142 = This is a file of the small business register. Import it with kabinet registry import-msp
error-REG-143 = There is no entry of the register in the file
error-REG-144 = There are no XML files in the archive

# Single entries.
error-REG-121 = Required data are missing: “{ $detail }”
error-REG-122 = The check digit of the OGRN is wrong
error-REG-123 = The check digit of the INN is wrong
error-REG-124 = “{ $detail }” is not a date
error-REG-125 = The entry is not well-formed: { $detail }
error-REG-126 = The entry holds too much
error-REG-127 = The date of the extract is more than a year ahead: { $detail }
error-REG-128 = The entry has a character that is not allowed: { $detail }

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
error-REG-208 = No record of the small business register was read; the earlier marks are kept. What was found: { $detail }
error-REG-209 = This small business register is older than the one that is here; the earlier marks are kept. Dates of the new one and of the one here: { $detail }
error-REG-210 = Neither a file nor a folder: { $detail }

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

# Search in the register and the card of an entry.
registry-lead = From the state registers of companies and sole traders. Typos, quotes and legal forms do not matter.
registry-search-label = INN, OGRN or name
registry-filter-activity = OKVED
registry-any-region = Any
registry-any-status = Any
registry-any-kind = Any
registry-column-numbers = INN and OGRN
registry-found =
    { $count ->
        [one] { $count } entry found
       *[other] { $count } entries found
    }
registry-found-more = More than { $count } entries found, the best are shown. Add to the name or set filters.
registry-shown-for = Nothing found for what you typed. Shown for
registry-did-you-mean = Did you mean
registry-start-title = Whom are you looking for?
registry-start-text = Type an INN, an OGRN, a name or a part of it. Sole traders are found by family name.
registry-none-title = Nothing found
registry-none-text = Check the name, try a part of it or a number. If the organization is not here, ask the operator.
registry-none-with-filters = Nothing with these filters
registry-none-with-filters-text =
    { $count ->
        [one] There is { $count } entry without the filters.
       *[other] There are { $count } entries without the filters.
    }
registry-without-filters = Search without filters
registry-not-loaded-text = Search works once the administrator has loaded the register. You can add an organization now: it is checked later.
registry-suggestions = Suggestions from the register
registry-suggestions-some = Suggestions: { $count }. Choose with the arrow keys.
registry-suggestions-none = No suggestions
registry-add-organization = Add the organization
registry-status-since = { $status } since { $date }
registry-section-main = Details
registry-section-heads = Management
registry-section-activities = Activities
registry-section-registration = Registration
registry-activity-other = Additional
registry-field-gar = Address code in the state address register
registry-founder-person = Person
registry-founder-company = Organization
registry-founder-foreign = Foreign organization
registry-founder-state = State or municipality
registry-founder-fund = Investment fund
registry-founder-other = Other member
registry-founder-share = share { $share }
registry-licence-number = No. { $number }
registry-licence-from = from { $date }
registry-licence-until = until { $date }

# Parts of a card.
registry-section-status = Status
registry-field-ended = Ended
registry-field-mark = Mark of the register
registry-mark-code = code { $code }
registry-mark-decision = decision No. { $number } of { $date }
registry-mark-decision-undated = decision No. { $number }
registry-mark-published = published { $date }
registry-mark-deadline = to be liquidated by { $date }
registry-record = Record { $number } of { $date }
registry-field-foreign-names = In other languages
registry-field-municipal-address = Address by municipal division
registry-field-business = Small business
registry-business-since = in the register since { $date }
registry-business-social = social enterprise
registry-licence-unified = No. { $number } in the single register
registry-branch-branch = Branch
registry-branch-representative = Representative office
registry-field-registration-way = How it came to be
registry-field-registering-office = Registering office
registry-field-old-registration = Earlier registration
registry-field-predecessor = Predecessor
registry-field-successor = Successor
registry-section-reorganizations = Reorganization
registry-section-history = What has changed
registry-change-text = Before: { $before }. Now: { $after }
registry-change-head = Head
registry-change-name = Name
registry-change-address = Address
registry-change-kpp = KPP
registry-change-liquidation_begun = Liquidation has begun
registry-change-bankruptcy_begun = Bankruptcy has begun
registry-change-exclusion_decided = Exclusion from the register is decided
registry-change-reorganization_begun = Reorganization has begun
registry-change-ended = It has ended
registry-change-restored = In force again

# Regions by the codes of the tax service.
registry-region-01 = Adygea
registry-region-02 = Bashkortostan
registry-region-03 = Buryatia
registry-region-04 = Altai Republic
registry-region-05 = Dagestan
registry-region-06 = Ingushetia
registry-region-07 = Kabardino-Balkaria
registry-region-08 = Kalmykia
registry-region-09 = Karachay-Cherkessia
registry-region-10 = Karelia
registry-region-11 = Komi
registry-region-12 = Mari El
registry-region-13 = Mordovia
registry-region-14 = Sakha (Yakutia)
registry-region-15 = North Ossetia — Alania
registry-region-16 = Tatarstan
registry-region-17 = Tuva
registry-region-18 = Udmurtia
registry-region-19 = Khakassia
registry-region-20 = Chechnya
registry-region-21 = Chuvashia
registry-region-22 = Altai Krai
registry-region-23 = Krasnodar Krai
registry-region-24 = Krasnoyarsk Krai
registry-region-25 = Primorsky Krai
registry-region-26 = Stavropol Krai
registry-region-27 = Khabarovsk Krai
registry-region-28 = Amur Oblast
registry-region-29 = Arkhangelsk Oblast
registry-region-30 = Astrakhan Oblast
registry-region-31 = Belgorod Oblast
registry-region-32 = Bryansk Oblast
registry-region-33 = Vladimir Oblast
registry-region-34 = Volgograd Oblast
registry-region-35 = Vologda Oblast
registry-region-36 = Voronezh Oblast
registry-region-37 = Ivanovo Oblast
registry-region-38 = Irkutsk Oblast
registry-region-39 = Kaliningrad Oblast
registry-region-40 = Kaluga Oblast
registry-region-41 = Kamchatka Krai
registry-region-42 = Kemerovo Oblast — Kuzbass
registry-region-43 = Kirov Oblast
registry-region-44 = Kostroma Oblast
registry-region-45 = Kurgan Oblast
registry-region-46 = Kursk Oblast
registry-region-47 = Leningrad Oblast
registry-region-48 = Lipetsk Oblast
registry-region-49 = Magadan Oblast
registry-region-50 = Moscow Oblast
registry-region-51 = Murmansk Oblast
registry-region-52 = Nizhny Novgorod Oblast
registry-region-53 = Novgorod Oblast
registry-region-54 = Novosibirsk Oblast
registry-region-55 = Omsk Oblast
registry-region-56 = Orenburg Oblast
registry-region-57 = Oryol Oblast
registry-region-58 = Penza Oblast
registry-region-59 = Perm Krai
registry-region-60 = Pskov Oblast
registry-region-61 = Rostov Oblast
registry-region-62 = Ryazan Oblast
registry-region-63 = Samara Oblast
registry-region-64 = Saratov Oblast
registry-region-65 = Sakhalin Oblast
registry-region-66 = Sverdlovsk Oblast
registry-region-67 = Smolensk Oblast
registry-region-68 = Tambov Oblast
registry-region-69 = Tver Oblast
registry-region-70 = Tomsk Oblast
registry-region-71 = Tula Oblast
registry-region-72 = Tyumen Oblast
registry-region-73 = Ulyanovsk Oblast
registry-region-74 = Chelyabinsk Oblast
registry-region-75 = Zabaykalsky Krai
registry-region-76 = Yaroslavl Oblast
registry-region-77 = Moscow
registry-region-78 = Saint Petersburg
registry-region-79 = Jewish Autonomous Oblast
registry-region-83 = Nenets Autonomous Okrug
registry-region-86 = Khanty-Mansi Autonomous Okrug — Yugra
registry-region-87 = Chukotka Autonomous Okrug
registry-region-89 = Yamalo-Nenets Autonomous Okrug
registry-region-90 = Zaporozhye Oblast
registry-region-91 = Crimea
registry-region-92 = Sevastopol
registry-region-93 = Donetsk People’s Republic
registry-region-94 = Lugansk People’s Republic
registry-region-95 = Kherson Oblast
registry-region-99 = Other territories, Baikonur
