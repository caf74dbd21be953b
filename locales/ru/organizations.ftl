### Организации: подключение, проверка, сотрудники, журнал действий, оператор.

## Общее
organizations-date-wrong = Введите дату в виде ДД.ММ.ГГГГ, например 01.12.2026
organizations-head = руководитель по реестру
organizations-or = или
organization-state-active = Подключена
organization-state-suspended = Приостановлена
organization-state-closed = Прекращена, только чтение
organization-kind-company = Организация
organization-kind-sole_trader = Предприниматель
organization-kind-authority = Ведомство

## Мои организации
my-organizations-title = Мои организации
my-organizations-lead = Организации, от имени которых вы работаете, и заявки на подключение.
my-organizations-add = Добавить организацию
my-organizations-name = Организация
my-organizations-role = Ваша роль
my-organizations-status = Статус
my-organizations-requests = Заявки на подключение
my-organizations-mine = Подключённые организации
my-organizations-empty-title = Организаций пока нет
my-organizations-empty-text = Добавьте организацию по ИНН или ОГРН. Если она уже подключена, попросите её администратора прислать вам приглашение.

## Подключение организации
link-step-1 = Организация
link-step-2 = Сверка с реестром
link-step-3 = Документы
link-step-4 = Проверка и отправка
link-state-draft = Черновик
link-state-submitted = На проверке
link-state-returned = Нужно исправить
link-state-confirmed = Подтверждена
link-state-withdrawn = Отозвана
link-organization = Организация
link-number = Номер заявки
link-no-number = ещё не отправлена
link-due = Ответ до
link-due-yours = ждём ваших исправлений
link-person = Заявитель
link-position = Ваша должность
link-head = Руководитель по реестру
link-head-matched = совпадает с заявителем
link-head-differs = другой или есть отметка в реестре
link-head-unknown = не сверен: реестр был недоступен
link-submitted-at = Отправлена
link-add-title = Добавить организацию
link-add-lead = Найдём её в реестре и заполним сведения за вас.
link-number-or-name = ИНН, ОГРН или наименование
link-number-or-name-hint = ИНН: 10 цифр у организации, 12 у предпринимателя. ОГРН: 13 цифр, ОГРНИП: 15.
link-more-fields = Указать больше сведений
link-more-fields-hint = Мы сразу сверим их с реестром и покажем отличия. Можно не заполнять.
link-second-number = Второй номер: ОГРН или ИНН
link-second-number-same = Этот номер того же вида, что и первый. Укажите ОГРН, если первым введён ИНН, и наоборот
link-find = Найти
link-choose = Выбрать
link-search-title = Поиск «{ $q }»
link-found = { $count ->
    [0] Ничего не нашлось. Проверьте наименование или введите ИНН
    [one] Найдена { $count } запись
    [few] Найдено { $count } записи
   *[many] Найдено { $count } записей. Показаны первые 10: уточните наименование, если нужной здесь нет
}
link-found-note = ИНН { $inn } · ОГРН { $ogrn } · { $address }
link-open-request = Открыть заявку
link-register-away-title = Реестр сейчас недоступен
link-register-away-text = Подключить организацию всё равно можно: укажите ИНН, ОГРН и наименование, сверим их позже.
link-not-found-title = Что проверить
link-not-found-check-1 = Сверьте номер с выпиской или свидетельством: в нём могла закрасться опечатка.
link-not-found-check-2 = Если организацию зарегистрировали недавно, сведения появятся в реестре через несколько дней.
link-not-found-check-3 = Если вы предприниматель, введите свой ИНН из 12 цифр или ОГРНИП из 15.
link-not-found-ask = Всё верно, но организация не находится? Отправьте оператору эти сведения и копию свидетельства.
link-card-title = Сверка с реестром
link-card-lead = Проверьте, что это ваша организация, и укажите свою должность.
link-card-of-register = Карточка реестра
link-card-as-of = Сведения на дату
link-card-away-text = Карточку реестра получить не удалось. Заявку можно отправить, оператор сверит сведения позже.
link-you-are-head = Руководитель в реестре совпадает с вами
link-sole-trader-title = Вы подключаете предпринимателя
link-sole-trader-text = Документ о назначении не нужен: предприниматель действует сам. Хватит листа записи ЕГРИП или свидетельства.
link-differences-title = { $count ->
    [one] Отличается от реестра: { $count } сведение
    [few] Отличаются от реестра: { $count } сведения
   *[many] Отличаются от реестра: { $count } сведений
}
link-differences-hint = Отличия не мешают отправить заявку. Исправьте опечатки, а остальное подтвердите документами.
link-differences-caption = Указанное и сведения реестра
link-difference-field = Сведение
link-your-data = Ваши сведения
link-address = Адрес, если отличается от реестра
link-address-hint = Оставьте пустым, если адрес в карточке верный.
link-position-hint = Например: генеральный директор
link-position-missing = Укажите свою должность
link-continue = Продолжить
link-back = Назад
link-later = Продолжить позже
link-documents-title = Документы
link-documents-lead = Они подтверждают, что вы действуете от имени организации.
link-documents-needed = Обязательно: { $documents }. Можно добавить устав и другие документы.
link-documents-added = Добавленные документы
link-document-add = Новый документ
link-document-upload = Загрузить документ
link-submit-title = Проверка и отправка
link-submit-lead = Проверьте сведения. Оператор ответит в течение 24 часов.
link-submit-button = Отправить на проверку
link-submit-again = Отправить исправленную заявку
link-consent = Согласие на обработку персональных данных
link-consent-hint = Я согласен на обработку моих персональных данных из этой заявки и приложенных документов для проверки моих полномочий.
link-submitted-title = Заявка на проверке
link-submitted-text = Ответим до { $due }. До этого видны только общедоступные сведения. Ответ придёт сюда и на почту.
link-returned-title = { $count ->
    [one] Оператор нашёл { $count } ошибку
    [few] Оператор нашёл { $count } ошибки
   *[many] Оператор нашёл { $count } ошибок
}
link-returned-text = Исправьте их здесь же и отправьте заявку снова. Номер заявки не изменится.
link-confirmed-title = Организация подключена, вы её администратор
link-open-cabinet = Открыть кабинет организации
link-withdrawn-title = Вы отозвали эту заявку
link-remarks-title = Что исправить
link-remarks-earlier = Замечания прошлых проверок
link-remark-comment = Комментарий оператора
link-fix = Исправить и отправить снова
link-fix-one = Исправить
link-withdraw = Отозвать заявку
link-withdraw-title = Отозвать заявку?
link-withdraw-text = Проверка прекратится. Чтобы подключить организацию, понадобится новая заявка.

## Подключение по коду на адрес организации
link-code-offer = Вы руководитель? Подтвердите это кодом
link-code-offer-text = Мы отправим код на адрес организации из реестра: { $email }. Кто его прочтёт и введёт, сразу станет администратором: документы и оператор не нужны.
link-code-start = Подтвердить кодом
link-code-instead = Вы руководитель по реестру: можно не ждать и подтвердить это кодом на адрес организации.
link-code-title = Подтвердить кодом
link-code-lead = Организация: { $name }
link-code-send-title = Код на адрес организации
link-code-goes-to = Отправим код из шести цифр на адрес, который организация указала в реестре: { $email }.
link-code-told = В письме будет ваше имя. Когда вы введёте код, на этот адрес и оператору кабинета уйдёт сообщение.
link-code-send = Отправить код
link-code-type-title = Код из письма
link-code-went-to = Код отправлен на адрес организации { $email }.
link-code-waits = Он действует до { $until }.
link-code-field = Код
link-code-hint = Шесть цифр
link-code-submit = Подключить организацию
link-code-resend = Отправить новый код
link-code-otherwise = Нет доступа к этой почте или сведения расходятся? Подтвердите полномочия документами: их проверит оператор.
link-code-documents = Подтвердить документами

## Документы
document-kind = Вид документа
document-kind-missing = Выберите вид документа
document-kind-appointment = Приказ или решение о назначении
document-kind-charter = Устав
document-kind-registration = Свидетельство или лист записи
document-kind-power_of_attorney = Доверенность
document-kind-tax_certificate = Справка налогового органа об ограничениях
document-kind-fund_certificate = Справка СФР об ограничениях
document-kind-other = Другой документ
document-kind-appointment-lower = приказ или решение о назначении
document-kind-charter-lower = устав
document-kind-registration-lower = свидетельство о регистрации или лист записи
document-kind-power_of_attorney-lower = доверенность
document-kind-tax_certificate-lower = справка налогового органа
document-kind-fund_certificate-lower = справка СФР
document-kind-other-lower = другой документ
document-number = Номер документа
document-number-hint = Если номера нет, напишите «б/н».
document-number-missing = Введите номер документа или «б/н»
document-number-long = Номер документа длиннее 100 знаков. Сократите
document-date = Дата документа
document-file = Скан документа
document-file-hint = PDF, JPG или PNG, до { $limit }. Скан не хуже 300 точек на дюйм: лист А4 — не меньше 2480 × 3508 точек. Документ до половины листа сканируйте с тем же разрешением, ещё меньший положите на белый лист А4. Все страницы — в одном файле.
document-file-missing = Выберите файл
document-title = { $kind } № { $number } от { $date }

## Ошибки подключения
error-LNK-001 = Такой организации нет в реестре
error-LNK-002 = Организация уже подключена. Попросите её администратора прислать вам приглашение: он есть у организации
error-LNK-003 = Вы уже работаете в этой организации
error-LNK-004 = Вы уже подали заявку на подключение этой организации
error-LNK-005 = Такой заявки нет
error-LNK-006 = Сейчас эту заявку менять нельзя: обновите страницу и посмотрите её состояние
error-LNK-007 = Не хватает документов: { $documents }
error-LNK-008 = Без согласия на обработку персональных данных проверить заявку нельзя. Поставьте отметку
error-LNK-009 = Дата документа ещё не наступила. Проверьте дату
error-LNK-010 = { $limit ->
    [one] В заявке может быть не больше { $limit } документа
   *[many] В заявке может быть не больше { $limit } документов
}
error-LNK-011 = Заявку уже взял другой оператор
error-LNK-012 = Добавьте хотя бы одно замечание: заявителю нужно знать, что исправить
error-LNK-013 = Выберите замечание и то, к чему оно относится, из списка
error-LNK-014 = Заявка изменилась, пока вы её смотрели. Откройте её снова
error-LNK-015 = Это ваша собственная заявка. Её должен проверить другой оператор
error-LNK-016 = Реестр сейчас недоступен. Укажите и ИНН, и ОГРН
error-LNK-017 = { $limit ->
    [one] У вас уже есть { $limit } незаконченная заявка. Завершите или отзовите её
    [few] У вас уже есть { $limit } незаконченные заявки. Завершите или отзовите их
   *[many] У вас уже есть { $limit } незаконченных заявок. Завершите или отзовите их
}
error-LNK-018 = Укажите свою должность на шаге «Сверка с реестром»
error-LNK-035 = Коды на адрес организации в этом кабинете не принимаются. Подтвердите полномочия документами или сертификатом
error-LNK-036 = В реестре нет электронной почты этой организации, отправить код некуда. Подтвердите полномочия документами или сертификатом
error-LNK-037 = Заявка и реестр расходятся, поэтому подтвердить её кодом нельзя
error-LNK-038 = Неверный код. { $left ->
    [one] Осталась { $left } попытка
    [few] Осталось { $left } попытки
   *[many] Осталось { $left } попыток
}
error-LNK-039 = Этот код больше не действует: срок вышел или попытки закончились. Отправьте новый
error-LNK-040 = Код отправлен только что. Новый можно отправить через минуту
error-LNK-041 = Сегодня кодов больше не будет: их отправлено уже много. Повторите завтра или подтвердите полномочия документами
error-LNK-043 = ИНН в вашей учётной записи не тот, что у руководителя в реестре. Похоже, это однофамилец

## Замечания оператора
remark-LNK-051 = Документ не читается
remark-LNK-052 = Не хватает страниц
remark-LNK-053 = Номер или дата не такие, как в документе
remark-LNK-054 = Нет подписи или печати
remark-LNK-055 = Срок действия документа истёк
remark-LNK-056 = Полномочий в документе недостаточно
remark-LNK-057 = В документе указан другой человек
remark-LNK-058 = Документ относится к другой организации
remark-LNK-059 = Не приложен нужный документ
remark-LNK-060 = Наименование отличается от реестра
remark-LNK-061 = Адрес отличается от реестра
remark-LNK-062 = Должность не подтверждена документом
remark-LNK-063 = В реестре указан другой руководитель
remark-LNK-064 = Другое, смотрите комментарий

## Об организации
about-email = Электронная почта
about-phone = Телефон
about-confirmed = Подключена
about-suspended-title = Организация приостановлена
about-suspended-text = Видны только общедоступные сведения. Обратитесь к оператору кабинета.

## Сотрудники
employees-lead = Кто работает в кабинете и что может. Изменения действуют сразу.
employees-invite = Пригласить сотрудника
employees-name = Сотрудник
employees-email = Электронная почта
employees-role = Роль
employees-role-missing = Выберите роль
employees-position = Должность
employees-until = Доступ до
employees-until-hint = ДД.ММ.ГГГГ. В конце этого дня доступ закончится сам. Пусто: бессрочно.
employees-no-end = бессрочно
employees-seen = Последний вход
employees-never = ещё не входил
employees-state = Состояние
employees-since = В кабинете с
employees-ended = Доступ закрыт
employees-proof = Как подтверждён доступ
employees-search = Имя или электронная почта
employees-any-role = Все роли
employees-any-state = Любое
employees-found = { $count ->
    [one] Найден { $count } сотрудник
    [few] Найдено { $count } сотрудника
   *[many] Найдено { $count } сотрудников
}
employees-stat-active = С доступом
employees-stat-active-note = Могут войти сейчас
employees-stat-invited = Приглашены
employees-stat-invited-note = Ещё не приняли приглашение
employees-stat-expired = Приглашения истекли
employees-stat-expired-note = Отправьте их ещё раз или отмените
employees-empty-title = Никого не нашлось
employees-empty-text = Измените поиск или сбросьте фильтры.
member-state-active = Активен
member-state-expired = Срок истёк
member-state-removed = Удалён
member-proof-head_documents = Документы проверил оператор
member-proof-invitation = Приглашение администратора
member-proof-operator = Назначен оператором кабинета
member-proof-certificate = Сертификат руководителя, сверенный с реестром
member-proof-contact_code = Код на адрес организации из реестра
employee-self = Это вы. Свою роль и доступ изменить нельзя: попросите другого администратора.
employee-change = Роль и доступ
employee-save = Сохранить
employee-allowed = Что может этот сотрудник
employee-allowed-nothing = Сейчас ничего: доступа нет.
employee-remove = Удалить сотрудника
employee-remove-title = Удалить сотрудника?
employee-remove-text = Доступ закроется сразу, даже если человек сейчас в кабинете. Заявления и документы останутся у организации. Вернуть сотрудника можно новым приглашением.

role-hint-applicant-administrator = Всё, включая сотрудников и журнал действий
role-hint-applicant-manager = Заполняет, подаёт и отзывает заявления, видит сотрудников
role-hint-applicant-accountant = Заполняет и подаёт заявления
role-hint-applicant-specialist = Заполняет и подаёт заявления, удаляет черновики
role-hint-applicant-controller = Видит всё, включая журнал действий, ничего не меняет
role-hint-applicant-observer = Только видит заявления
role-hint-authority-administrator = Всё, включая сотрудников и журнал действий
role-hint-authority-manager = Назначает исполнителей и утверждает решения
role-hint-authority-accountant = Видит очередь заявлений
role-hint-authority-specialist = Рассматривает заявления и готовит решения
role-hint-authority-controller = Видит всё, включая журнал действий, ничего не меняет
role-hint-authority-observer = Только видит очередь заявлений

## Приглашения
invite-title = Пригласить сотрудника
invite-lead = Отправим письмо со ссылкой. Она действует 7 дней.
invite-email-hint = Личный рабочий адрес: общих учётных записей в кабинете нет.
invite-last-name = Фамилия
invite-first-name = Имя
invite-middle-name = Отчество
invite-phone = Телефон
invite-send = Отправить приглашение
invitations-title = Приглашения
invitation-expires = до { $date }
invitation-state-pending = Ждёт ответа
invitation-state-expired = Истекло
invitation-resend = Отправить ещё раз
invitation-cancel-short = Отменить
invitation-cancel = Отменить приглашение
invitation-cancel-title = Отменить приглашение?
invitation-cancel-text = Ссылка из письма перестанет работать.
invitation-title = Приглашение в организацию
invitation-lead = { $name }, вас приглашает { $organization }.
invitation-closed-lead = По этой ссылке присоединиться нельзя.
invitation-accept = Принять приглашение
invitation-set-password = Задать пароль и присоединиться
invitation-decline = Отклонить приглашение
invitation-decline-hint = Приглашение не для вас или вы не хотите присоединяться?
invitation-password = Пароль
invitation-password-rule-1 = не меньше 8 знаков
invitation-password-rule-2 = хотя бы одна цифра
invitation-password-rule-3 = хотя бы один особый знак, например ! или #
invitation-password-rule-4 = без вашего имени, почты и распространённых паролей
invitation-consent = Я принимаю условия использования и согласен на обработку персональных данных
invitation-consent-missing = Без согласия завести учётную запись нельзя. Поставьте отметку
invitation-has-account = У вас уже есть учётная запись с этим адресом. Войдите, чтобы принять приглашение.
invitation-sign-in = Войти

error-ORG-000 = Что-то сломалось у нас. Повторите через несколько минут
error-ORG-001 = Такого сотрудника нет
error-ORG-002 = Свою роль и свой доступ изменить нельзя. Попросите другого администратора
error-ORG-003 = Это последний администратор с бессрочным доступом. Сначала назначьте ещё одного
error-ORG-004 = Эта дата уже прошла. Укажите дату не раньше сегодняшней
error-ORG-005 = Этот человек уже работает в организации
error-ORG-006 = На этот адрес уже отправлено приглашение. Отправьте его ещё раз из списка или отмените
error-ORG-007 = Такого приглашения нет. Откройте ссылку из последнего письма: прежние ссылки не действуют
error-ORG-008 = Срок приглашения истёк. Попросите администратора отправить его ещё раз
error-ORG-009 = Приглашение отменено. Обратитесь к администратору организации
error-ORG-015 = Вы отклонили это приглашение. Если передумали, попросите администратора прислать новое
error-ORG-010 = Приглашение уже принято. Войдите в кабинет
error-ORG-011 = Приглашение отправлено на другой адрес. Выйдите и войдите под тем адресом, на который пришло письмо
error-ORG-012 = Одновременно могут ждать ответа { $limit ->
    [one] не больше { $limit } приглашения
   *[many] не больше { $limit } приглашений
}. Отмените лишние
error-ORG-013 = Ваше право менять сотрудников закончилось
error-ORG-014 = Такого человека нет

## Журнал действий
journal-lead = Кто, что и когда сделал в кабинете организации.
journal-search = Кто или с чем
journal-action = Действие
journal-any-action = Все действия
journal-from = С даты
journal-until = По дату
journal-found = { $count ->
    [one] Найдена { $count } запись
    [few] Найдено { $count } записи
   *[many] Найдено { $count } записей
}
journal-when = Когда
journal-who = Кто
journal-role = Роль
journal-object = С чем
journal-result = Итог
journal-details = Подробности
journal-ip = Адрес
journal-done = Выполнено
journal-refused = Отказано
journal-system = Кабинет
journal-empty-title = Записей нет
journal-empty-text = Измените поиск или период.
journal-detail-email = почта
journal-detail-from = Из заявления
journal-detail-number = номер
journal-detail-reason = причина
journal-detail-codes = коды
journal-detail-assignee = исполнитель
journal-detail-file = файл
journal-detail-permission = нужно право
journal-request = Запрос
journal-export-too-long = В файл помещается до { $limit } записей. Сузьте период или поиск и выгрузите по частям.
journal-detail-record = ГРН
journal-detail-extract = выписка от

action-link-begin = Начато подключение организации
action-link-change = Изменены сведения заявки на подключение
action-link-document-add = Добавлен документ к заявке
action-link-document-remove = Убран документ из заявки
action-link-document-view = Открыт документ заявки
action-link-submit = Заявка отправлена на проверку
action-link-resubmit = Исправленная заявка отправлена
action-link-withdraw = Заявка отозвана
action-link-take = Заявка взята на проверку
action-link-release = Заявка возвращена в очередь
action-link-return = Заявка возвращена с замечаниями
action-link-confirm = Организация подключена
action-link-by-certificate = Организация подключена по сертификату руководителя
action-link-code-send = Отправлен код на адрес организации
action-link-by-code = Организация подключена по коду на её адрес из реестра
action-link-document-sign = Подписан документ заявки
action-member-join = Получен доступ
action-member-invite = Приглашён сотрудник
action-member-invite-again = Приглашение отправлено ещё раз
action-member-invite-cancel = Приглашение отменено
action-member-invite-decline = Приглашение отклонено
action-member-change = Изменены роль или доступ
action-member-remove = Сотрудник удалён
action-journal-export = Выгружен журнал действий
action-access-denied = Действие не разрешено ролью
action-operator-people-search = Поиск людей
action-operator-jobs-retry = Повтор заданий

## Сообщения после действий
flash-link-document-added = Документ добавлен
flash-link-document-removed = Документ убран из заявки
flash-link-submitted = Заявка отправлена на проверку
flash-link-withdrawn = Заявка отозвана
flash-link-code-sent = Код отправлен на адрес организации
flash-linked-by-code = Организация подключена
flash-link-taken = Вы взяли заявку
flash-link-released = Заявка вернулась в очередь
flash-link-returned = Заявка возвращена с замечаниями, заявителю отправлено письмо
flash-link-confirmed = Организация подключена, заявителю отправлено письмо
flash-invited = Приглашение отправлено
flash-invited-again = Приглашение отправлено ещё раз, прежняя ссылка больше не действует
flash-invitation-cancelled = Приглашение отменено
flash-invitation-gone = Это приглашение уже принято или отменено
flash-invitation-accepted = Вы присоединились к организации
flash-invitation-declined = Вы отклонили приглашение, мы сообщим об этом администратору
flash-employee-changed = Изменения сохранены и уже действуют
flash-employee-removed = Сотрудник удалён, доступ закрыт
flash-jobs-retried = Задания запущены снова

## Оператор
operator-title = Управление кабинетом
operator-lead-updated = Проверка организаций и состояние системы, обновлено в { $time }
operator-next = Проверить самую срочную
operator-nearest = Ближайшие сроки
operator-whole-queue = Вся очередь
operator-state = Состояние системы
operator-state-register = Реестр
operator-state-register-count = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
}
operator-stat-mine-note = { $count ->
    [0] Возьмите заявку из очереди
   *[other] Другие операторы их не трогают
}
operator-stat-overdue-name = Просрочены
operator-stat-overdue-note = { $count ->
    [0] Все ответы в срок
   *[other] Ответьте на них сначала
}
operator-stat-returned-name = На исправлении
operator-stat-returned-note = Ждём заявителей
operator-stat-waiting = Ждут проверки
operator-stat-waiting-note = { $count ->
    [0] Очередь пуста
   *[other] Ближайший срок: { $due }
}
operator-stat-mine = Взяты вами
operator-stat-people = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[many] { $count } человек
}
operator-stat-jobs-ready = { $count ->
    [0] В очереди ничего нет
    [one] В очереди { $count } задание
    [few] В очереди { $count } задания
   *[many] В очереди { $count } заданий
}
operator-organizations-count = { $count ->
    [one] { $count } организация
    [few] { $count } организации
   *[many] { $count } организаций
}
operator-jobs-failed = { $count ->
    [0] Ошибок нет
    [one] { $count } с ошибкой
   *[other] { $count } с ошибками
}
operator-any-state = Все
operator-requests-lead = Сначала те, у которых раньше срок ответа.
operator-requests-search = Номер, наименование, ИНН или ОГРН
operator-requests-found = { $count ->
    [one] Найдена { $count } заявка
    [few] Найдено { $count } заявки
   *[many] Найдено { $count } заявок
}
operator-requests-empty-title = Заявок нет
operator-requests-empty-text = Новые заявки появятся здесь, о каждой придёт письмо.
operator-only-overdue = Только просроченные
operator-overdue = Просрочена
operator-overdue-title = Срок ответа прошёл
operator-taken-by = Проверяет
operator-taken-by-other = Заявку проверяет { $name }
operator-round = { $number }, проверка { $round }
operator-request-lead = Заявка { $number }, проверка { $round }
operator-claim = Заявка
operator-no-card-title = Карточки реестра нет
operator-no-card-text = Реестр не загружен или не знает этот номер. Сверьте сведения с выпиской.
operator-take = Взять на проверку
operator-release = Вернуть в очередь
operator-return = Вернуть с замечаниями
operator-return-title = Вернуть с замечаниями
operator-return-lead = Заявитель увидит каждое замечание с кодом и исправит заявку в том же месте.
operator-remark = Замечание { $number }
operator-remark-code = Что не так
operator-remark-subject = К чему относится
operator-remark-comment = Комментарий
operator-remark-code-missing = Выберите, что не так
operator-remark-add = Добавить замечание
operator-all-documents = Документы в целом
operator-removed-documents = Убранные заявителем документы
operator-remarks-before = Прежние замечания
operator-confirm = Подтвердить
operator-confirm-title = Подтвердить организацию?
operator-confirm-text = Организация будет подключена, а заявитель станет её администратором.
operator-organizations-search = Наименование, ИНН или ОГРН
operator-organizations-found = { $count ->
    [one] Найдена { $count } организация
    [few] Найдено { $count } организации
   *[many] Найдено { $count } организаций
}
operator-numbers = ИНН и ОГРН
operator-nothing-title = Ничего не нашлось
operator-nothing-text = Измените поиск или сбросьте фильтры.
operator-people-lead = Каждый поиск записывается в журнал.
operator-people-search = Имя или электронная почта
operator-people-found = { $count ->
    [one] Найден { $count } человек
    [few] Найдено { $count } человека
   *[many] Найдено { $count } человек
}
operator-people-empty-title = Введите имя или адрес
operator-people-empty-text = Нужно хотя бы два знака.
operator-person-locked = Вход заблокирован
operator-person-active = Активен
operator-person-unconfirmed = Почта не подтверждена
operator-person-totp = Код при входе
operator-person-totp-on = включён
operator-person-totp-off = выключен
operator-person-since = С нами с
operator-jobs-lead = Письма и другая работа, которую не удалось выполнить.
operator-jobs-retry = Запустить снова
operator-jobs-empty-title = Ошибок нет
operator-jobs-empty-text = Все задания выполнены или ещё выполняются.
operator-job-kind = Задание
operator-job-error = Ошибка
operator-job-at = Когда

## Уведомления и письма
notice-link-submitted = Заявка { $number } на подключение { $organization } отправлена на проверку
mail-link-submitted-subject = Заявка { $number } на проверке
mail-link-submitted-body =
    Мы получили вашу заявку { $number } на подключение организации { $organization }.

    Ответим до { $due }.
notice-link-waiting = Новая заявка { $number }: { $organization }
mail-link-waiting-subject = Новая заявка { $number } ждёт проверки
mail-link-waiting-body =
    Заявка { $number } на подключение организации { $organization } ждёт проверки.

    Ответить нужно до { $due }.
notice-link-returned = Заявку { $number } на подключение { $organization } нужно исправить
mail-link-returned-subject = Заявку { $number } нужно исправить
mail-link-returned-body =
    Оператор проверил заявку { $number } на подключение организации { $organization } и нашёл { $count ->
        [one] { $count } ошибку
        [few] { $count } ошибки
       *[many] { $count } ошибок
    }. Коды: { $codes }.

    Исправьте их в заявке и отправьте её снова. Новая заявка не нужна.
notice-link-confirmed = Организация { $organization } подключена
mail-link-confirmed-subject = Организация подключена
mail-link-confirmed-body =
    Заявка { $number } подтверждена. Организация { $organization } подключена, вы её администратор.

    Теперь можно пригласить сотрудников и подавать заявления.
notice-linked-by-certificate = Организация { $organization } подключена по вашему сертификату
mail-linked-by-certificate-subject = Организация подключена по сертификату
mail-linked-by-certificate-body =
    Сертификат совпал с реестром: вы руководитель { $organization }. Организация подключена, вы её администратор.

    Теперь можно пригласить сотрудников и подавать заявления. Если это сделали не вы, сообщите оператору кабинета.
notice-head-joined = { $name } теперь тоже администратор { $organization }: это руководитель по реестру
mail-head-joined-subject = В кабинет вошёл руководитель
mail-head-joined-body =
    { $name } подтвердил(а) сертификатом, что руководит { $organization }, и теперь тоже администратор её кабинета.

    Ваш доступ не изменился. Если это ошибка, сообщите оператору кабинета.
mail-link-code-subject = Код для подключения организации: { $code }
mail-link-code-body =
    { $name } подключает { $organization } к кабинету и называет себя руководителем. Этот адрес указан в реестре как адрес организации.

    Код: { $code }. Он действует до { $until }. Передайте его только самому руководителю: кто введёт код, станет администратором кабинета организации.

    Если вы не знаете этого человека или ничего не подключали, никому не сообщайте код. Без него ничего не произойдёт.
mail-link-code-used-subject = Организация подключена к кабинету
mail-link-code-used-body =
    { $name } ввёл(а) код, который мы отправили на этот адрес, и { $at } стал(а) администратором кабинета { $organization } как её руководитель.

    Если это сделали вы или по вашему поручению, ничего делать не нужно.

    Если нет, сразу напишите оператору кабинета и попросите закрыть этот доступ. Проверьте также, кто ещё читает эту почту.
notice-linked-by-code = Организация { $organization } подключена по коду на её адрес
mail-linked-by-code-subject = Организация подключена по коду
mail-linked-by-code-body =
    Код верный, и вы руководитель { $organization } по реестру. Организация подключена, вы её администратор. На адрес организации из реестра отправлено сообщение об этом.

    Теперь можно пригласить сотрудников и подавать заявления. Если это сделали не вы, сообщите оператору кабинета.
notice-head-joined-by-code = { $name } теперь тоже администратор { $organization }: подтверждено кодом на адрес организации
mail-head-joined-by-code-subject = В кабинет вошёл руководитель
mail-head-joined-by-code-body =
    { $name } подтвердил(а) кодом на адрес организации из реестра, что руководит { $organization }, и теперь тоже администратор её кабинета.

    Ваш доступ не изменился. Если это ошибка, сообщите оператору кабинета.
notice-head-by-code = { $name } подключил(а) { $organization } по коду на её адрес из реестра
mail-head-by-code-subject = Организация подключена по коду
mail-head-by-code-body =
    { $name } ввёл(а) код, отправленный на адрес { $email } из реестра, и теперь администратор { $organization }. Имя совпало с руководителем в реестре, документов при этом не было.

    Делать ничего не нужно. Если это вызывает сомнение, свяжитесь с организацией.
notice-role-changed = Ваша роль в { $organization } теперь: { $role }
mail-role-changed-subject = Ваша роль изменилась
mail-role-changed-body =
    Администратор организации { $organization } изменил вашу роль. Теперь это { $role }.

    Изменение уже действует.
notice-access-ended = Ваш доступ к { $organization } закрыт
mail-access-ended-subject = Доступ к организации закрыт
mail-access-ended-body =
    Администратор закрыл вам доступ к кабинету организации { $organization }.

    Если это ошибка, обратитесь к администратору организации.
notice-invitation = Вас пригласили в { $organization }
mail-invitation-subject = Приглашение в кабинет { $organization }
mail-invitation-body =
    { $name }, здравствуйте!

    { $inviter } приглашает вас в кабинет организации { $organization }. Ваша роль: { $role }.

    Приглашение действует до { $expires }. Откройте ссылку, чтобы принять его. Если вы не ждали этого письма, не отвечайте на него.
notice-invitation-declined = { $name } не присоединится к { $organization }: приглашение отклонено
mail-invitation-declined-subject = Приглашение отклонено
mail-invitation-declined-body =
    { $name } отклоняет приглашение в кабинет организации { $organization }. Доступа у этого человека нет.

    Если это ошибка, отправьте новое приглашение.
notice-invitation-accepted = { $name } теперь работает в кабинете { $organization }
mail-invitation-accepted-subject = Приглашение принято
mail-invitation-accepted-body =
    Приглашение принято: { $name } теперь работает в кабинете организации { $organization }.

## Вопросы об организации, которой нет в реестре
my-organizations-inquiries = Вопросы оператору
inquiry-new = Написать оператору
inquiry-new-title = Вопрос оператору
inquiry-new-lead = Организации нет в реестре, но вы уверены в номере? Приложите копию свидетельства, оператор разберётся и ответит в течение 24 часов.
inquiry-title = Вопрос об организации
inquiry-number = Номер вопроса
inquiry-ogrn = ОГРН или ОГРНИП
inquiry-message = Что ещё важно знать
inquiry-message-hint = Например, когда организацию зарегистрировали или переименовали.
inquiry-file = Копия свидетельства или листа записи
inquiry-file-hint = PDF, JPG или PNG, до { $limit }. Все страницы в одном файле, текст должен быть хорошо виден.
inquiry-number-missing = Введите ИНН или ОГРН
inquiry-name-missing = Введите наименование
inquiry-send = Отправить вопрос
inquiry-asked = Вы спросили
inquiry-answer = Ответ
inquiry-again = Добавить организацию
inquiry-state-waiting = Ждёт ответа
inquiry-state-answered = Есть ответ
inquiry-waiting-title = Вопрос у оператора
inquiry-waiting-text = Ответим до { $due }. Ответ придёт сюда и на почту.
inquiry-answered-title = Оператор ответил { $when }
error-LNK-019 = { $limit ->
    [one] Ответа уже ждёт { $limit } ваш вопрос. Дождитесь ответа
    [few] Ответа уже ждут { $limit } ваших вопроса. Дождитесь ответа
   *[many] Ответа уже ждут { $limit } ваших вопросов. Дождитесь ответа
}
error-LNK-020 = Напишите ответ
error-LNK-021 = На этот вопрос уже ответил другой оператор
error-LNK-022 = Для подключения нужна квалифицированная подпись, а этот сертификат неквалифицированный. Подключите организацию по документам или возьмите другой сертификат
error-LNK-023 = В сертификате нет организации: он выдан человеку. Возьмите сертификат руководителя или подключите организацию по документам
error-LNK-024 = Реестр сейчас недоступен, сверить сведения не с чем. Подключите организацию по документам или повторите позже
error-LNK-025 = Сертификат и реестр расходятся, поэтому сразу подключить организацию нельзя
error-LNK-026 = ИНН организации в сертификате не тот, что в реестре. Возьмите сертификат с верными реквизитами
error-LNK-027 = ОГРН в сертификате не тот, что в реестре. Возьмите сертификат с верными реквизитами
error-LNK-028 = По данным реестра деятельность прекращена: подключить эту организацию нельзя
error-LNK-029 = По данным реестра организация ликвидируется, в банкротстве или предстоит её исключение. Кто сейчас действует от её имени, покажут документы: подайте заявку
error-LNK-030 = Владелец сертификата по реестру не руководитель. Если руководитель сменился недавно, дождитесь записи в реестре или подайте заявку с приказом о назначении
error-LNK-031 = По данным реестра организацией управляет другая организация. Подайте заявку с документами о полномочиях
error-LNK-032 = В реестре есть отметка о недостоверности сведений о руководителе, его дисквалификации или прекращении полномочий. Подайте заявку с документами о полномочиях
error-LNK-033 = ИНН владельца сертификата не тот, что у руководителя в реестре. Похоже, это однофамилец
error-LNK-034 = Документ подписан, убрать его нельзя. Чтобы заменить документ, отзовите заявку и подайте новую
action-inquiry-ask = Задан вопрос об организации
action-inquiry-answer = Дан ответ на вопрос об организации
flash-inquiry-asked = Вопрос отправлен оператору
flash-inquiry-answered = Ответ отправлен
operator-inquiries-lead = Организации, которых нет в реестре. Сначала те вопросы, у которых раньше срок ответа.
operator-inquiries-found = { $count ->
    [one] Найден { $count } вопрос
    [few] Найдено { $count } вопроса
   *[many] Найдено { $count } вопросов
}
operator-inquiries-waiting = { $count ->
    [0] Все с ответом
    [one] { $count } ждёт ответа
   *[other] { $count } ждут ответа
}
operator-inquiries-empty-title = Вопросов нет
operator-inquiries-empty-text = Вопросы об организациях, которых нет в реестре, появятся здесь.
operator-inquiry = Вопрос и сведения
operator-inquiry-lead = Вопрос { $number }
operator-inquiry-hint = Посмотрите копию свидетельства и поищите организацию среди подключённых:
operator-inquiry-answer = Ответить
notice-inquiry-waiting = Вопрос { $number } об организации, которой нет в реестре: { $organization }
mail-inquiry-waiting-subject = Вопрос { $number } ждёт ответа
mail-inquiry-waiting-body =
    Спрашивают об организации, которой нет в реестре: { $organization }. Номер вопроса: { $number }.

    Ответить нужно до { $due }.
notice-inquiry-answered = Оператор ответил на вопрос { $number }: { $organization }
mail-inquiry-answered-subject = Ответ на вопрос { $number }
mail-inquiry-answered-body =
    Вы спрашивали об организации { $organization }. Ответ оператора:

    { $answer }
