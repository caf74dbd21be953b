# Слова терминала: команды kabinet.

cli-migrated = { $count ->
    [0] Схема базы данных уже новая
    [one] Применено { $count } изменение схемы
    [few] Применено { $count } изменения схемы
   *[other] Применено { $count } изменений схемы
  }
cli-serving = Кабинет открыт: { $url }
cli-done = Готово
cli-jobs-retried = { $count ->
    [one] Возвращено { $count } задание
    [few] Возвращено { $count } задания
   *[other] Возвращено { $count } заданий
  }
cli-registry-entries = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
  }
cli-registry-progress = { $percent } %, { $entries }: { $rate } в секунду, { $megabytes } МБ/с, осталось { $left }
cli-registry-tidying = Прочитано: { $entries }. Указатель приводится в порядок
cli-registry-generated = Создан учебный реестр в { $folder }: организаций { $companies }, предпринимателей { $traders }, файлов { $files }

cli-doctor-data = Папка данных
cli-doctor-database = База данных
cli-doctor-registry = Реестр организаций
cli-doctor-services = Услуги
cli-doctor-mail = Почта
cli-doctor-recognition = Чтение сканов
cli-doctor-recognition-off = выключено (recognition.enabled): документы читает сотрудник
cli-doctor-recognition-no-tesseract = нет tesseract с русским языком: сканы читает сотрудник (Debian: apt-get install tesseract-ocr tesseract-ocr-rus)
cli-doctor-recognition-no-poppler = нет pdftotext или pdftoppm: документы PDF читает сотрудник (Debian: apt-get install poppler-utils)
cli-doctor-recognition-no-prlimit = нет prlimit (util-linux), без него программы для чтения не запускаются
cli-doctor-sms = СМС
cli-doctor-site = Адрес
cli-doctor-current = схема новая
cli-doctor-registry-empty = не загружен; загрузите: kabinet registry import ПАПКА{ $detail }
cli-doctor-sms-off = выключены, телефоны остаются неподтверждёнными; включить: раздел [sms] в настройках{ $detail }
cli-doctor-sms-plain = { $detail } без шифрования; номера и коды видны по дороге
cli-doctor-sms-given-up = не отправлено за сутки: { $detail }; причины показывает страница «Задания» у оператора
cli-doctor-site-plain = { $detail } без шифрования; для людей нужен https: [tls] или свой прокси
cli-doctor-signatures = Подписи
cli-doctor-time-stamping = Служба времени
cli-doctor-signatures-off = выключены: проверить и принять подпись нельзя; включить: раздел [signatures] в настройках{ $detail }
cli-doctor-signatures-known = корневых сертификатов { $anchors }, других { $certificates }, списков отзыва { $crls }
cli-doctor-signatures-ended = срок корневого сертификата вышел: { $detail }
cli-doctor-signatures-skipped = файл в папке не прочитан: { $detail }
cli-doctor-signatures-stale = список отзыва устарел: { $detail }; подписи по нему не подтвердятся, получите новый
cli-doctor-signatures-no-list = нет списка аккредитованных центров: ни одна подпись не будет квалифицированной; укажите trust_list{ $detail }
cli-doctor-signatures-list = список аккредитованных центров № { $version } от { $date }, центров { $authorities }
cli-doctor-signatures-list-unchecked = подпись самого списка не проверена; укажите trust_list_signer{ $detail }
cli-doctor-signatures-list-old = списку дней: { $detail }; получите новый
cli-doctor-signatures-list-unread = в списке не читаются сертификаты: { $detail }
cli-doctor-clock-off = часы службы и этой машины расходятся на { $detail } с; поправьте часы
cli-doctor-faults = { $count ->
    [0] Всё в порядке
    [one] Нужно исправить { $count } место
    [few] Нужно исправить { $count } места
   *[other] Нужно исправить { $count } мест
  }

cli-demo-registering = Создаём учебный реестр: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
  }
cli-demo-address = Демонстрация кабинета открыта: { $url }
cli-demo-mail = Письма демонстрации: { $url }
cli-demo-sms = СМС демонстрации: { $url }
cli-demo-password = Вход, пароль у всех один: { $password }
cli-demo-head = руководитель ООО «Северный луч»
cli-demo-colleague = специалист ООО «Северный луч»
cli-demo-controller = контролёр ООО «Северный луч»
cli-demo-officer = исполнитель в ведомстве
cli-demo-manager = начальник отдела в ведомстве
cli-demo-operator = оператор кабинета
cli-demo-keys = Учебные ключи электронной подписи лежат в { $folder }, пароль у всех { $password }
cli-demo-key-head = Котова, руководитель: вход и подпись за ООО «Северный луч»
cli-demo-key-newcomer = Новиков, руководитель ООО «Тихая гавань»: входит впервые и сразу подключает её
cli-demo-key-officer = Ермакова, исполнитель в ведомстве
cli-demo-key-manager = Зорин, начальник отдела: подпись решения
cli-demo-key-expired = Котова, срок сертификата закончился
cli-demo-key-revoked = Котова, сертификат отозван
cli-demo-free = Чтобы привязать свою организацию: { $name }, ИНН { $inn }, ОГРН { $ogrn }. Без ключа это может сделать { $head }: зарегистрируйтесь под этим именем, код придёт на { $email }. Остановить: Ctrl+C

error-CFG-001 = Не читается файл настроек или секрета: { $detail }. Проверьте путь и права.
error-CFG-002 = Ошибка в файле настроек: { $detail }
error-CFG-003 = Ошибка в переменной окружения: { $detail }. Проверьте имя и значение.
error-CFG-004 = Неверный адрес: { $detail }. Пример: 127.0.0.1:8080
error-CFG-005 = Настройки противоречат друг другу: { $detail }
error-CFG-006 = Неверная настройка журнала log.level: { $detail }. Пример: info
error-CFG-007 = Не читается сертификат TLS: { $detail }. Нужны файлы PEM: цепочка и закрытый ключ.
error-CFG-008 = Неверная настройка в разделе [sms]: { $detail }
error-CFG-009 = Не читается файл из раздела [signatures]: { $detail }
error-CFG-010 = Неверная настройка в разделе [checks]: { $detail }
error-CLI-001 = База данных не отвечает или отказала: { $detail }. Проверьте database.url и запустите kabinet doctor.
error-CLI-002 = Реестр организаций: { $detail }
error-CLI-003 = Описание услуги не принято: { $detail }
error-CLI-004 = Схема базы данных устарела ({ $detail }). Запустите kabinet migrate.
error-CLI-005 = Папка данных недоступна: { $detail }. Проверьте KABINET_DATA_DIR и права.
error-CLI-006 = Почта не настроена или не отвечает: { $detail }. Укажите раздел [mail] в настройках; без почты люди не смогут подтвердить адрес.
error-CLI-007 = Не запустились измерения: { $detail }
error-CLI-008 = Не удалось открыть порт: { $detail }. Возможно, он занят другой программой.
error-CLI-009 = Не удалось подготовить демонстрацию: { $detail }. Удалите папку данных и запустите снова.
error-CLI-010 = Не читается файл с паролем: { $detail }
error-CLI-011 = Учётная запись не создана: { $detail }
error-CLI-012 = Пароль не подходит: { $detail }
error-CLI-013 = Нет человека с адресом { $detail }. Сначала он регистрируется в кабинете.
error-CLI-014 = В загруженном реестре нет организации с ОГРН { $detail }.
error-CLI-015 = В базе данных уже есть люди, а демонстрация с известным всем паролем ставится только на пустое место ({ $detail }). Укажите другую папку в KABINET_DATA_DIR.
error-CLI-016 = Шлюз СМС не отвечает: { $detail }. Проверьте sms.url и доступ к сети.
error-CLI-018 = Служба времени не дала штампа: { $detail } Проверьте signatures.time_stamping_url.
error-CLI-019 = У человека с адресом { $detail } одноразовые коды и так выключены.
