# Реестр организаций: ЕГРЮЛ и ЕГРИП.

registry-title = Реестр организаций
registry-not-loaded = Реестр не загружен
registry-not-loaded-hint = Администратор загружает его командой kabinet registry import.
registry-as-of = Сведения реестра на { $date }
registry-loaded-count =
    { $count ->
        [one] { $count } запись
        [few] { $count } записи
       *[many] { $count } записей
    }
registry-nothing-found = Ничего не нашлось. Проверьте номер или название.

registry-kind-company = Юридическое лицо
registry-kind-sole_trader = Индивидуальный предприниматель

registry-status-active = Действует
registry-status-reorganizing = Реорганизуется
registry-status-excluding = Предстоит исключение из реестра
registry-status-liquidating = Ликвидируется
registry-status-bankrupt = Банкротство
registry-status-liquidated = Ликвидирована
registry-status-excluded = Исключена из реестра
registry-status-reorganized = Прекращена при реорганизации
registry-status-annulled = Регистрация признана недействительной
registry-status-closed = Деятельность прекращена

registry-field-inn = ИНН
registry-field-ogrn = ОГРН
registry-field-ogrnip = ОГРНИП
registry-field-kpp = КПП
registry-field-name = Наименование
registry-field-short-name = Сокращённое наименование
registry-field-address = Адрес
registry-field-head = Руководитель
registry-field-status = Состояние
registry-field-legal-form = Организационно-правовая форма
registry-field-registered-on = Дата регистрации
registry-field-ended-on = Дата прекращения
registry-field-region = Регион
registry-field-kind = Вид
registry-field-activity = Основной вид деятельности
registry-field-other-activities = Дополнительные виды деятельности
registry-field-capital = Уставный капитал
registry-field-founders = Учредители
registry-field-managing-company = Управляющая организация
registry-field-licences = Лицензии
registry-field-branches = Филиалы и представительства
registry-field-tax-office = Налоговый орган
registry-field-pension-number = Регистрационный номер в СФР
registry-field-insurance-number = Регистрационный номер страхователя
registry-field-email = Электронная почта
registry-field-last-record = Последняя запись (ГРН)

registry-unreliable = сведения недостоверны
registry-restricted = доступ к сведениям ограничен
registry-disqualified-until = дисквалификация до { $date }
registry-head-since = с { $date }

registry-column-typed = Указано
registry-column-registered = В реестре
registry-severity-clarify = Нужно уточнение
registry-severity-refuses = Препятствует подключению

# Сверка заявки с карточкой реестра.
error-REG-000 = Расхождение с реестром, которое кабинет больше не описывает. Сверьте сведения с карточкой
error-REG-001 = ИНН не совпадает с реестром. Проверьте номер: подключить организацию с чужим ИНН нельзя.
error-REG-002 = ОГРН не совпадает с реестром для этого ИНН. Проверьте оба номера.
error-REG-003 = КПП не совпадает с реестром. Проверьте номер.
error-REG-004 = У индивидуального предпринимателя нет КПП. Оставьте это поле пустым.
error-REG-005 = КПП отличается от КПП организации в реестре. Если это КПП филиала, поясните это в заявке.
error-REG-006 = По данным реестра деятельность прекращена. Подключить такую организацию нельзя.
error-REG-007 = По данным реестра организация ликвидируется, в банкротстве или предстоит её исключение. Приложите документы о том, кто сейчас действует от её имени.
error-REG-008 = Наименование отличается от реестра. Исправьте его или поясните расхождение.
error-REG-009 = Адрес отличается от реестра. Исправьте его или поясните расхождение.
error-REG-010 = Руководитель в реестре другой. Приложите документы о полномочиях.
error-REG-011 = По данным реестра организацией управляет другая организация. Приложите документы о полномочиях её представителя.
error-REG-012 = В реестре есть отметка о недостоверности сведений, дисквалификации или прекращении полномочий руководителя. Приложите документы о полномочиях.

# Файлы реестра.
error-REG-101 = Файл не прочитан: { $detail }
error-REG-102 = Файл пуст
error-REG-103 = Это не XML
error-REG-104 = Это не файл ЕГРЮЛ или ЕГРИП: корневой элемент «{ $detail }»
error-REG-105 = Кодировка «{ $detail }» не поддерживается; нужна windows-1251 или UTF-8
error-REG-106 = Текст не в той кодировке, которая объявлена
error-REG-107 = Нарушена разметка XML: { $detail }
error-REG-108 = Файл обрывается посреди элемента
error-REG-109 = В файле объявлен DOCTYPE; такие файлы не принимаются
error-REG-110 = Слишком глубокая вложенность
error-REG-111 = Слишком длинный тег или текст
error-REG-112 = Слишком большая запись
error-REG-113 = Слишком много записей в одном файле
error-REG-114 = Слишком большой файл
error-REG-115 = Файл в архиве распаковывается слишком сильно
error-REG-116 = Архив слишком большой
error-REG-117 = Архив не читается: { $detail }
error-REG-118 = Это не файл реестра МСП: корневой элемент «{ $detail }»
error-REG-141 = Это не файл ЕГРЮЛ или ЕГРИП: вид сведений (ТипИнф) «{ $detail }»
error-REG-142 = Это файл реестра МСП. Загрузите его командой kabinet registry import-msp
error-REG-143 = В файле нет ни одной записи реестра
error-REG-144 = В архиве нет файлов XML

# Отдельные записи.
error-REG-121 = Нет обязательных сведений «{ $detail }»
error-REG-122 = ОГРН не сходится по контрольной цифре
error-REG-123 = ИНН не сходится по контрольной цифре
error-REG-124 = «{ $detail }» не дата
error-REG-125 = Нарушена разметка записи: { $detail }
error-REG-126 = В записи слишком много сведений
error-REG-127 = Дата выписки наступит не раньше чем через год: { $detail }
error-REG-128 = В записи есть недопустимый символ { $detail }

# Предупреждения.
error-REG-131 = Версия формата «{ $detail }» этой программе неизвестна; прочитано то, что удалось узнать
error-REG-132 = Число записей отличается от объявленного (объявлено / найдено: { $detail })
error-REG-133 = Пропущены файлы другого вида: { $detail }

# Действие целиком.
error-REG-201 = Нет доступа к файлам: { $detail }
error-REG-202 = Здесь нет файлов реестра: { $detail }
error-REG-203 = Реестр уже загружает другой процесс. Дождитесь его окончания.
error-REG-204 = Указатель реестра не читается: { $detail }
error-REG-205 = Карточка реестра не читается: { $detail }
error-REG-206 = Загрузка остановлена; прочитанное сохранено, повторный запуск продолжит её
error-REG-207 = Записей больше, чем может быть в реестре МСП. Проверьте, те ли это файлы.
error-REG-208 = Не прочитано ни одной записи реестра МСП; прежние отметки сохранены. Что нашлось: { $detail }
error-REG-209 = Этот реестр МСП старше загруженного; прежние отметки сохранены. Даты нового и загруженного: { $detail }
error-REG-210 = Это не файл и не папка: { $detail }

# kabinet registry import
registry-import-progress = { $files } из { $total } файлов, записей: { $entries }
registry-import-warning = Предупреждение: { $file }: { $text }
registry-import-skipped-entry = Пропущена запись { $ogrn } ({ $file }, строка { $line }, байт { $byte }): { $text }
registry-import-broken-file = Файл { $file } прочитан не до конца (строка { $line }, байт { $byte }): { $text }
registry-import-companies = Юридических лиц прочитано: { $read }; новых { $new }, изменённых { $changed }, без изменений { $unchanged }, устаревших { $older }, пропущено { $skipped }
registry-import-sole-traders = Предпринимателей прочитано: { $read }; новых { $new }, изменённых { $changed }, без изменений { $unchanged }, устаревших { $older }, пропущено { $skipped }
registry-import-reason = Пропущено по причине { $code } ({ $text }): { $count }
registry-import-files = Файлов: { $files }, с ошибками { $broken }, предупреждений { $warnings }{ $known ->
    [0] {""}
   *[other] ; загружены раньше и пропущены: { $known }
  }

# kabinet registry generate
registry-generate-done = Записано файлов: { $files }; юридических лиц { $companies }, предпринимателей { $traders }

# kabinet registry import-msp
registry-msp-report = Реестр МСП: файлов { $files }, с ошибками { $broken }; записей прочитано { $read }, пропущено { $skipped }; отмечено организаций и предпринимателей: { $marked }
registry-business-micro = Микропредприятие
registry-business-small = Малое предприятие
registry-business-medium = Среднее предприятие

# Поиск по реестру и карточка записи.
registry-lead = Сведения из ЕГРЮЛ и ЕГРИП. Опечатки, кавычки и «ООО» поиску не мешают.
registry-search-label = ИНН, ОГРН или название
registry-filter-activity = ОКВЭД
registry-any-region = Любой
registry-any-status = Любое
registry-any-kind = Любой
registry-column-numbers = ИНН и ОГРН
registry-found =
    { $count ->
        [one] Найдена { $count } запись
        [few] Найдено { $count } записи
       *[many] Найдено { $count } записей
    }
registry-found-more = Найдено больше { $count } записей, показаны лучшие. Уточните название или добавьте фильтры.
registry-shown-for = По вашему запросу ничего нет. Показано по запросу
registry-did-you-mean = Возможно, вы искали
registry-start-title = Кого ищем?
registry-start-text = Введите ИНН, ОГРН, название или его часть. Предпринимателя можно найти по фамилии.
registry-none-title = Ничего не нашлось
registry-none-text = Проверьте название, попробуйте его часть или номер. Если организации здесь нет, спросите оператора.
registry-none-with-filters = С этими фильтрами ничего нет
registry-none-with-filters-text =
    { $count ->
        [one] Без фильтров есть { $count } запись.
        [few] Без фильтров есть { $count } записи.
       *[many] Без фильтров есть { $count } записей.
    }
registry-without-filters = Искать без фильтров
registry-not-loaded-text = Поиск заработает, когда администратор загрузит реестр. Подключить организацию можно и сейчас: её проверят позже.
registry-suggestions = Подсказки из реестра
registry-suggestions-some = Подсказок: { $count }. Выбирайте стрелками.
registry-suggestions-none = Подсказок нет
registry-add-organization = Подключить организацию
registry-status-since = { $status } с { $date }
registry-section-main = Сведения
registry-section-heads = Руководство
registry-section-activities = Виды деятельности
registry-section-registration = Регистрация
registry-activity-other = Дополнительный
registry-field-gar = Код адреса в ГАР
registry-founder-person = Физическое лицо
registry-founder-company = Организация
registry-founder-foreign = Иностранная организация
registry-founder-state = Государство или муниципалитет
registry-founder-fund = Паевой фонд
registry-founder-other = Иной участник
registry-founder-share = доля { $share }
registry-licence-number = № { $number }
registry-licence-from = с { $date }
registry-licence-until = до { $date }

# Части карточки.
registry-section-status = Состояние
registry-field-ended = Прекращена
registry-field-mark = Отметка реестра
registry-mark-code = код { $code }
registry-mark-decision = решение № { $number } от { $date }
registry-mark-decision-undated = решение № { $number }
registry-mark-published = опубликовано { $date }
registry-mark-deadline = срок ликвидации { $date }
registry-record = ГРН { $number } от { $date }
registry-field-foreign-names = На других языках
registry-field-municipal-address = Адрес в муниципальном делении
registry-field-business = Малый бизнес
registry-business-since = в реестре с { $date }
registry-business-social = социальное предприятие
registry-licence-unified = в едином реестре № { $number }
registry-branch-branch = Филиал
registry-branch-representative = Представительство
registry-field-registration-way = Как появилась запись
registry-field-registering-office = Регистрирующий орган
registry-field-old-registration = Прежняя регистрация
registry-field-predecessor = Правопредшественник
registry-field-successor = Правопреемник
registry-section-reorganizations = Реорганизация
registry-section-history = Что изменилось
registry-change-text = Было: { $before }. Стало: { $after }
registry-change-head = Руководитель
registry-change-name = Наименование
registry-change-address = Адрес
registry-change-kpp = КПП
registry-change-liquidation_begun = Начата ликвидация
registry-change-bankruptcy_begun = Начато банкротство
registry-change-exclusion_decided = Решено исключить из реестра
registry-change-reorganization_begun = Начата реорганизация
registry-change-ended = Деятельность прекращена
registry-change-restored = Снова действует

# Регионы по кодам налоговой службы.
registry-region-01 = Адыгея
registry-region-02 = Башкортостан
registry-region-03 = Бурятия
registry-region-04 = Республика Алтай
registry-region-05 = Дагестан
registry-region-06 = Ингушетия
registry-region-07 = Кабардино-Балкария
registry-region-08 = Калмыкия
registry-region-09 = Карачаево-Черкесия
registry-region-10 = Карелия
registry-region-11 = Коми
registry-region-12 = Марий Эл
registry-region-13 = Мордовия
registry-region-14 = Саха (Якутия)
registry-region-15 = Северная Осетия — Алания
registry-region-16 = Татарстан
registry-region-17 = Тыва
registry-region-18 = Удмуртия
registry-region-19 = Хакасия
registry-region-20 = Чечня
registry-region-21 = Чувашия
registry-region-22 = Алтайский край
registry-region-23 = Краснодарский край
registry-region-24 = Красноярский край
registry-region-25 = Приморский край
registry-region-26 = Ставропольский край
registry-region-27 = Хабаровский край
registry-region-28 = Амурская область
registry-region-29 = Архангельская область
registry-region-30 = Астраханская область
registry-region-31 = Белгородская область
registry-region-32 = Брянская область
registry-region-33 = Владимирская область
registry-region-34 = Волгоградская область
registry-region-35 = Вологодская область
registry-region-36 = Воронежская область
registry-region-37 = Ивановская область
registry-region-38 = Иркутская область
registry-region-39 = Калининградская область
registry-region-40 = Калужская область
registry-region-41 = Камчатский край
registry-region-42 = Кемеровская область — Кузбасс
registry-region-43 = Кировская область
registry-region-44 = Костромская область
registry-region-45 = Курганская область
registry-region-46 = Курская область
registry-region-47 = Ленинградская область
registry-region-48 = Липецкая область
registry-region-49 = Магаданская область
registry-region-50 = Московская область
registry-region-51 = Мурманская область
registry-region-52 = Нижегородская область
registry-region-53 = Новгородская область
registry-region-54 = Новосибирская область
registry-region-55 = Омская область
registry-region-56 = Оренбургская область
registry-region-57 = Орловская область
registry-region-58 = Пензенская область
registry-region-59 = Пермский край
registry-region-60 = Псковская область
registry-region-61 = Ростовская область
registry-region-62 = Рязанская область
registry-region-63 = Самарская область
registry-region-64 = Саратовская область
registry-region-65 = Сахалинская область
registry-region-66 = Свердловская область
registry-region-67 = Смоленская область
registry-region-68 = Тамбовская область
registry-region-69 = Тверская область
registry-region-70 = Томская область
registry-region-71 = Тульская область
registry-region-72 = Тюменская область
registry-region-73 = Ульяновская область
registry-region-74 = Челябинская область
registry-region-75 = Забайкальский край
registry-region-76 = Ярославская область
registry-region-77 = Москва
registry-region-78 = Санкт-Петербург
registry-region-79 = Еврейская автономная область
registry-region-83 = Ненецкий автономный округ
registry-region-86 = Ханты-Мансийский автономный округ — Югра
registry-region-87 = Чукотский автономный округ
registry-region-89 = Ямало-Ненецкий автономный округ
registry-region-90 = Запорожская область
registry-region-91 = Крым
registry-region-92 = Севастополь
registry-region-93 = Донецкая Народная Республика
registry-region-94 = Луганская Народная Республика
registry-region-95 = Херсонская область
registry-region-99 = Иные территории, Байконур
