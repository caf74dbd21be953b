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

registry-column-typed = Вы указали
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
error-REG-012 = В реестре есть отметка о недостоверности сведений или дисквалификации руководителя. Приложите документы о полномочиях.

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

# Отдельные записи.
error-REG-121 = Нет обязательных сведений «{ $detail }»
error-REG-122 = ОГРН не сходится по контрольной цифре
error-REG-123 = ИНН не сходится по контрольной цифре
error-REG-124 = «{ $detail }» не дата
error-REG-125 = Нарушена разметка записи: { $detail }
error-REG-126 = В записи слишком много сведений

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
