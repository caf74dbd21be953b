### Услуги и заявления.

## Состояния
state-draft = Черновик
state-submitted = Подано
state-in-work = В работе
state-addition-required = Требуется дополнение
state-at-approval = На согласовании
state-approved = Одобрено
state-refused = Отклонено
state-withdrawn = Отозвано

## История
event-create = Черновик создан
event-submit = Заявление подано
event-take = Взято в работу
event-assign = Назначен исполнитель
event-release = Возвращено в очередь
event-ask-addition = Запрошено дополнение
event-add = Дополнение получено
event-propose = Решение передано на согласование
event-return = Возвращено на рассмотрение
event-pass = Шаг согласования пройден
event-approve = Заявление одобрено
event-refuse = В заявлении отказано
event-withdraw = Заявление отозвано

## Журнал действий
action-application-create = Создан черновик заявления
action-application-save = Сохранён черновик заявления
action-application-delete-draft = Удалён черновик заявления
action-application-attach = К черновику приложен файл
action-application-detach = Из черновика удалён файл
action-application-submit = Подано заявление
action-application-take = Заявление взято в работу
action-application-assign = Назначен исполнитель заявления
action-application-release = Заявление возвращено в очередь
action-application-ask-addition = По заявлению запрошено дополнение
action-application-add = По заявлению отправлено дополнение
action-application-propose = Решение по заявлению передано на согласование
action-application-return = Заявление возвращено исполнителю
action-application-pass = Пройден шаг согласования заявления
action-application-approve = Заявление одобрено
action-application-refuse = В заявлении отказано
action-application-withdraw = Заявление отозвано
action-application-download = Скачан файл заявления

## Ошибки
error-APP-001 = Такого заявления нет.
error-APP-002 = Такой услуги нет в каталоге.
error-APP-003 = Ведомство, которое оказывает услугу, ещё не подключено к кабинету. Попробуйте позже.
error-APP-004 = Эту услугу нельзя получить от имени такой организации.
error-APP-005 = Пока вы заполняли форму, черновик изменил сотрудник { $name } или другая ваша вкладка ({ $time }). Проверьте ответы: если сохранить ещё раз, останутся ваши.
error-APP-006 = Заявление уже подано, изменить его нельзя.
error-APP-007 = В заявлении есть ошибки.
error-APP-008 = Пока страница была открыта, заявление изменилось. Проверьте его состояние и повторите действие.
error-APP-009 = Это действие невозможно в состоянии «{ $state }».
error-APP-010 = Заявление рассматривает другой сотрудник. Попросите руководителя переназначить его вам.
error-APP-011 = Утвердить решение должен другой сотрудник: вы его предложили.
error-APP-012 = Выберите сотрудника, который рассматривает заявления.
error-APP-013 = Заполните это поле.
error-APP-014 = Слишком длинный текст, сократите его до { $max } знаков.
error-APP-015 = Укажите дату от завтрашнего дня и не позже чем через 90 дней.
error-APP-016 = У организации слишком много черновиков. Удалите ненужные и повторите.
error-APP-017 = К этому заявлению нужны файлы: заполните его по шагам.
error-APP-018 = Такого файла нет.
error-APP-019 = Слишком много файлов.
error-APP-020 = Решение на этом шаге принимает руководитель.
error-APP-021 = Этому заявлению нужна электронная подпись того вида, который указан в услуге. Подпишите его на шаге «Проверка»: черновик сохранён.
error-APP-022 = После подписания документ изменился, поэтому подпись к нему не подходит. Проверьте его и подпишите ещё раз: черновик сохранён.
error-APP-030 = Не получилось сформировать документ. Решение не принято, повторите позже.
error-APP-031 = Сохранённые данные не читаются. Сообщите код в поддержку.
error-APP-032 = Не получилось сохранить. Повторите через минуту.

## Каталог
services-title = Каталог услуг
services-lead = Выберите услугу, чтобы узнать условия и подать заявление.
services-search = Название услуги
services-category = Раздел
services-all = Все разделы
services-empty-title = Ничего не нашлось
services-empty-text = Попробуйте другое слово или сбросьте фильтры.
category-licences = Лицензии
category-extracts = Выписки и справки
category-registry-changes = Изменения в реестрах
category-certificates = Сертификаты
category-court = Судебные дела
service-term = Срок
service-fee = Пошлина
service-free = Бесплатно
service-who = Кто может подать
service-authority = Кто оказывает
service-documents = Какие документы нужны
service-steps = Как рассматривают заявление
service-for-company = организации
service-for-sole-trader = индивидуальные предприниматели
service-sign-in = Войти и подать заявление
service-apply-as = Подать от { $organization }
service-no-organization = Чтобы подать заявление, нужна организация, в которой у вас есть право заполнять заявления.

## Заявления
application-apply = Подать заявление
application-number = Номер
application-no-number = Черновик
application-service = Услуга
application-state = Статус
application-updated = Изменено
application-due = Срок ответа
application-submitted = Подано
application-authority = Ведомство
application-applicant = Заявитель
application-answer-until = Ответьте до { $date }
application-yes = Да
application-no = Нет
application-only-if = Заполните, если { $condition }.
application-step = Шаг { $number } из { $count }. { $title }
application-upload = Загрузить файлы
application-continue = Продолжить
application-back = Назад
application-save = Сохранить и выйти
application-fill-in = Заполнить по шагам
application-check-step = Проверка
application-check-title = Проверьте ответы
application-check-text = После подачи изменить заявление нельзя. Если понадобится что-то добавить, ведомство попросит об этом.
application-submit = Подать заявление
application-no-right-to-submit = Черновик готов. Подать его может сотрудник с правом подавать заявления.
application-done-title = Заявление подано
application-done-due = { $authority } ответит не позднее { $date }.
application-done-next = Мы отправили номер вам на почту. Когда статус изменится, придёт уведомление.
application-open = Открыть заявление
application-copy = Создать на основе
application-copied = Ответы взяты из заявления «{ $name }»
application-copied-text = Реквизиты — из карточки организации. Файлы и согласия добавьте заново.
application-delete-title = Удалить черновик?
application-delete-text = Ответы и приложенные файлы будут удалены. Вернуть их нельзя.
application-delete-submit = Удалить черновик
application-withdraw = Отозвать
application-withdraw-title = Отозвать заявление?
application-withdraw-text = Рассмотрение прекратится. Чтобы получить услугу, понадобится новое заявление.
application-withdraw-submit = Отозвать заявление
application-withdraw-reason = Причина
application-files = Файлы
application-files-result = Результат
application-files-addition = Дополнение
application-xml = Скачать заявление и решение в XML
applications-search = Номер или услуга
applications-all-states = Все статусы
applications-all-services = Все услуги
applications-nothing-title = Ничего не нашлось
applications-nothing-text = Измените запрос или сбросьте фильтры.
applications-empty-title = Заявлений пока нет
applications-empty-text = Выберите услугу в каталоге: реквизиты организации заполнятся сами.
addition-title = Требуется дополнение
addition-until = Ответьте до { $date }
addition-text = Пояснение
addition-text-missing = Напишите пояснение или приложите файлы.
addition-files = Файлы
addition-files-hint = PDF, JPG или PNG, каждый до { $limit }, не больше { $count } файлов
addition-submit = Отправить дополнение
decision-approved = Заявление одобрено
decision-refused = В заявлении отказано
decision-reasons = Причины
decision-advice = Что можно сделать
decision-by = Решение подготовили
proposal-approved = Предложено одобрить
proposal-refused = Предложено отказать

## Обзор
overview-lead = { $organization } · обновлено в { $time }
overview-last = Последние заявления
overview-all-applications = Все заявления
overview-nearest = Ближайшие сроки
overview-whole-queue = Вся очередь
overview-all-notices = Все
overview-inactive = Кабинет организации приостановлен: видны только сведения о ней.
stat-in-work = На рассмотрении
stat-additions = Ждут вашего ответа
stat-note-additions = ведомство просит дополнить
stat-drafts = Черновики
stat-note-drafts = не поданы
stat-approved = Одобрено
stat-waiting = Новые
stat-considered = В работе
stat-at-approval = На согласовании
stat-note-at-approval = ждут утверждения
stat-overdue = Просрочено
stat-note-overdue = срок ответа прошёл
stat-note-new-this-week = за неделю: { $count }
stat-note-refused = отклонено: { $count }
stat-note-asked = ждут дополнения: { $count }
chart-title = Подано и решено по месяцам
chart-submitted = подано
chart-decided = решено
chart-month = месяц
chart-table = Данные таблицей
chart-empty = За полгода заявлений не было.
chart-month-1 = янв
chart-month-2 = фев
chart-month-3 = март
chart-month-4 = апр
chart-month-5 = май
chart-month-6 = июнь
chart-month-7 = июль
chart-month-8 = авг
chart-month-9 = сен
chart-month-10 = окт
chart-month-11 = ноя
chart-month-12 = дек

## Очередь ведомства
queue-lead = Сначала те, у кого ближе срок ответа.
queue-search = Номер, услуга, заявитель или ИНН
queue-search-field = Номер или заявитель
queue-open-states = Ждут ответа
queue-all-states = Все статусы
queue-holder = Исполнитель
queue-anybody = Любой
queue-mine = Я
queue-nobody = Не назначен
queue-any-term = Любой срок
queue-overdue = Срок прошёл
queue-overdue-tag = Срок ответа прошёл
queue-late = { $date }, просрочено
queue-soon = { $date }, скоро
queue-step = Шаг
queue-asked = Запрошено: { $text } Ответ ожидается до { $date }.
queue-empty-title = Очередь пуста
queue-empty-text = Новые заявления появятся здесь сами.
queue-take-title = Взять в работу
queue-take-submit = Взять в работу
queue-release-title = Вернуть в очередь
queue-release-submit = Вернуть в очередь
queue-assign-title = Назначить исполнителя
queue-assign-submit = Назначить
queue-ask-title = Запросить дополнение
queue-ask-what = Что нужно добавить
queue-ask-what-missing = Напишите, что нужно добавить.
queue-ask-due = До какого дня
queue-ask-submit = Отправить запрос
queue-decide-title = Решение
queue-decide-outcome = Что решить
queue-decide-outcome-missing = Выберите, одобрить заявление или отказать.
queue-decide-approve = Одобрить
queue-decide-approve-hint = Заявитель получит документ с результатом
queue-decide-refuse = Отказать
queue-decide-refuse-hint = Нужны причины и совет, что делать дальше
queue-decide-result-text = Текст в документе
queue-decide-result-hint = Для одобрения
queue-decide-reasons = Причины отказа
queue-decide-reasons-missing = Напишите причины отказа.
queue-decide-reasons-hint = Для отказа: каждая с новой строки
queue-decide-advice = Что можно сделать заявителю
queue-decide-advice-missing = Напишите, что можно сделать заявителю.
queue-decide-advice-hint = Для отказа
queue-decide-text = Решение сразу станет окончательным, заявитель получит письмо.
queue-decide-submit = Принять решение
queue-propose-text = Решение утверждает руководитель. До этого заявитель его не видит.
queue-propose-submit = Передать на согласование
queue-approve-title = Утверждение
queue-approve-submit = Утвердить решение
queue-return-title = Вернуть исполнителю
queue-return-comment = Что исправить
queue-return-comment-missing = Напишите, что исправить.
queue-return-submit = Вернуть
applicant-name = Наименование
applicant-inn = ИНН
applicant-ogrn = ОГРН
applicant-address = Адрес
applicant-head = Руководитель

## Сообщения после действий
flash-draft-saved = Черновик сохранён
flash-draft-deleted = Черновик удалён
flash-application-withdrawn = Заявление отозвано
flash-addition-sent = Дополнение отправлено
flash-taken = Заявление у вас в работе
flash-released = Заявление возвращено в очередь
flash-assigned = Исполнитель назначен
flash-asked = Запрос отправлен заявителю
flash-proposed = Решение передано на согласование
flash-decided = Решение принято
flash-returned = Заявление возвращено исполнителю
service-days = { $count ->
    [one] { $count } рабочий день
    [few] { $count } рабочих дня
   *[many] { $count } рабочих дней
}

## Уведомления и письма
notice-application-submitted = Заявление { $number } подано
mail-application-submitted-subject = Заявление { $number } подано
mail-application-submitted-body =
    Вы подали заявление { $number } «{ $service }».

    { $authority } ответит не позднее { $due }.
notice-application-in-work = Заявление { $number } взято в работу
mail-application-in-work-subject = Заявление { $number } взято в работу
mail-application-in-work-body =
    { $authority } рассматривает заявление { $number } «{ $service }».

    Ответ придёт не позднее { $due }.
notice-application-addition-required = Требуется дополнение к заявлению { $number }
mail-application-addition-required-subject = Требуется дополнение к заявлению { $number }
mail-application-addition-required-body =
    { $authority } просит дополнить заявление { $number } «{ $service }»:

    { $comment }

    Ответьте до { $until }.
notice-application-approved = Заявление { $number } одобрено
mail-application-approved-subject = Заявление { $number } одобрено
mail-application-approved-body =
    { $authority } одобрил заявление { $number } «{ $service }».

    Результат можно скачать в кабинете.
notice-application-refused = В заявлении { $number } отказано
mail-application-refused-subject = В заявлении { $number } отказано
mail-application-refused-body =
    { $authority } отказал в заявлении { $number } «{ $service }».

    { $comment }
notice-application-received = Новое заявление { $number } от { $applicant }
mail-application-received-subject = Новое заявление { $number } от { $applicant }
mail-application-received-body =
    { $applicant } подал заявление { $number } «{ $service }».

    Срок ответа: { $due }.
notice-application-assigned = Вам назначено заявление { $number }
mail-application-assigned-subject = Вам назначено заявление { $number }
mail-application-assigned-body =
    Вам назначено заявление { $number } «{ $service }» от { $applicant }.

    Срок ответа: { $due }.
notice-application-added = Получено дополнение к заявлению { $number }
mail-application-added-subject = Получено дополнение к заявлению { $number }
mail-application-added-body =
    { $applicant } дополнил заявление { $number } «{ $service }».
notice-application-to-approve = Заявление { $number } ждёт утверждения
mail-application-to-approve-subject = Заявление { $number } ждёт утверждения
mail-application-to-approve-body =
    Решение по заявлению { $number } «{ $service }» от { $applicant } передано на согласование.
notice-application-returned = Заявление { $number } возвращено вам
mail-application-returned-subject = Заявление { $number } возвращено вам
mail-application-returned-body =
    Решение по заявлению { $number } «{ $service }» не утверждено:

    { $comment }
notice-application-withdrawn = Заявление { $number } отозвано
mail-application-withdrawn-subject = Заявление { $number } отозвано
mail-application-withdrawn-body =
    { $applicant } отозвал заявление { $number } «{ $service }».
notice-application-due-soon = Подходит срок ответа по заявлению { $number }
mail-application-due-soon-subject = Подходит срок ответа по заявлению { $number }
mail-application-due-soon-body =
    На заявление { $number } «{ $service }» от { $applicant } нужно ответить не позднее { $due }.
notice-application-overdue = Срок ответа по заявлению { $number } прошёл
mail-application-overdue-subject = Срок ответа по заявлению { $number } прошёл
mail-application-overdue-body =
    На заявление { $number } «{ $service }» от { $applicant } нужно было ответить не позднее { $due }. Решения нет.
notice-application-addition-due-soon = Дополните заявление { $number } до { $until }
mail-application-addition-due-soon-subject = Дополните заявление { $number } до { $until }
mail-application-addition-due-soon-body =
    { $authority } ждёт дополнения к заявлению { $number } «{ $service }».

    Ответьте до { $until }.

## Мои лицензии
licences-lead = Лицензии, которые организация получила через кабинет.
licences-number = Номер
licences-title = Лицензия
licences-authority = Кто выдал
licences-issued = Дата выдачи
licences-download = Скачать
licences-pdf = PDF
licences-xml = XML
licences-pdf-about = лицензии { $number }
licences-xml-about = сведения о лицензии { $number }
licences-empty-title = Лицензий пока нет
licences-empty-text = Когда ведомство одобрит заявление на лицензию, документ появится здесь.
