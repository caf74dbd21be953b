# Проверки организации при подключении; изменения реестра; приостановка оператором.

## Список проверок
checks-title = Проверки
checks-waiting = Проверка отложена
checks-waiting-title = Часть проверок отложена
checks-waiting-text = Источник сведений сейчас недоступен. Мы проверим сами, когда он ответит, и напишем вам. Ничего делать не нужно.
operator-checks-waiting-text = Источник сведений недоступен. Проверка пройдёт сама, когда он ответит, вы и заявитель получите уведомление. Подтвердить заявку можно и сейчас, по документам.
check-numbers = ИНН, ОГРН и КПП: контрольные цифры
check-register = ИНН, ОГРН и КПП по реестру
check-kind = Вид организации
check-status = Состояние в реестре
check-name = Наименование
check-address = Юридический адрес
check-head = Руководитель
check-email = Электронная почта
check-phone = Телефон
check-tax = Ограничения налогового органа
check-fund = Ограничения СФР
check-outcome-passed = Пройдена
check-outcome-noted = Нужно внимание
check-outcome-failed = Не пройдена
check-outcome-waiting = Отложена
check-passed-address = { $address }. Код ГАР: { $guid }
check-passed-restrictions = Ограничений нет
check-value = Указано или найдено: { $value }
check-registered = В реестре: { $value }
check-result-passed = все проверки пройдены
check-result-noted = есть на что обратить внимание
check-result-failed = есть проверка, которая не пройдена
check-fix-phone = Подтвердить телефон
check-fix-certificate = Добавить справку
check-explanation = Почему наименование другое
check-explanation-hint = Например: организацию переименовали, запись в реестр ещё не внесена. Ответить можно и после отправки, в течение 24 часов.
clarification-title = Уточнение о наименовании
clarification-text = Указано «{ $typed }», в реестре «{ $registered }». Это не отказ: достаточно пояснения.
clarification-answer = Пояснение
clarification-due = Пояснить нужно до { $due }.
clarification-overdue = Срок пояснения прошёл
clarification-send = Отправить пояснение
link-email = Электронная почта организации
link-email-hint = Если не указать, для связи останется ваша почта.
link-phone = Телефон организации
link-phone-hint = Если не указать, для связи останется ваш телефон.
flash-link-explained = Пояснение отправлено оператору
flash-link-check-decided = Результат проверки справки сохранён
operator-certificate-clean = Справка проверена: ограничений нет
operator-certificate-restricted = В справке есть ограничения
action-link-explain = Дано пояснение к заявке
action-link-check-decide = Проверена справка об ограничениях
action-link-check-finish = Закончены отложенные проверки

error-LNK-101 = Реестр недоступен или устарел, сверить сведения сейчас не с чем
advice-LNK-101 = Заявку можно отправить: сверим, когда реестр появится, и напишем.
error-LNK-102 = Адрес в реестре неполный: в нём нет дома
advice-LNK-102 = Заявке это не мешает. Исправить адрес может только сама организация в налоговом органе.
error-LNK-103 = В реестре есть отметка о недостоверности адреса
advice-LNK-103 = Приложите документ о праве пользоваться адресом или поясните отметку оператору.
error-LNK-104 = Домен этого адреса не принимает почту
advice-LNK-104 = Проверьте, нет ли опечатки после @, или укажите другой адрес.
error-LNK-105 = Домен почты проверить не удалось: нет ответа от службы имён
advice-LNK-105 = Мы повторим проверку сами.
error-LNK-106 = Такого кода телефона нет
advice-LNK-106 = Проверьте первые цифры номера: код города или оператора.
error-LNK-107 = Телефон не подтверждён кодом из сообщения
advice-LNK-107 = Подтвердите свой мобильный номер в разделе «Мои данные»: так мы будем уверены, что он действует.
error-LNK-108 = Налоговый орган сообщает об ограничениях
advice-LNK-108 = Заявке это не мешает. Услуги, которым ограничения важны, покажут их отдельно.
error-LNK-109 = Налоговый орган не ответил об ограничениях
advice-LNK-109 = Мы повторим запрос сами.
error-LNK-110 = Об ограничениях налогового органа здесь не спрашивают автоматически
advice-LNK-110 = Можно добавить справку налогового органа к документам, её проверит оператор.
error-LNK-111 = Справка налогового органа приложена и ждёт проверки оператором
error-LNK-112 = СФР сообщает об ограничениях
advice-LNK-112 = Заявке это не мешает. Услуги, которым ограничения важны, покажут их отдельно.
error-LNK-113 = СФР не ответил об ограничениях
advice-LNK-113 = Мы повторим запрос сами.
error-LNK-114 = Об ограничениях СФР здесь не спрашивают автоматически
advice-LNK-114 = Можно добавить справку СФР к документам, её проверит оператор.
error-LNK-115 = Справка СФР приложена и ждёт проверки оператором
error-LNK-116 = В местном реестре этой организации нет; карточка получена из другого источника
advice-LNK-116 = Оператор сверит её с выпиской.
error-LNK-131 = Напишите пояснение
error-LNK-132 = Пояснять нечего: наименование совпадает с реестром
error-LNK-133 = По этой проверке нет справки, которая ждёт решения
error-ORG-016 = Организация приостановлена или прекратила деятельность: дать в ней доступ нельзя
error-ORG-017 = Сведения об организации нужно подтвердить заново: в реестре сменился руководитель. До этого давать новый доступ нельзя
error-ORG-018 = Напишите причину: её прочтут администраторы организации
error-ORG-019 = Состояние организации уже изменилось. Откройте её страницу ещё раз
advice-REG-001 = Сверьте ИНН с выпиской.
advice-REG-002 = Сверьте ОГРН с выпиской.
advice-REG-003 = Сверьте КПП с выпиской или оставьте поле пустым.
advice-REG-006 = Проверьте, ту ли организацию вы выбрали.
advice-REG-008 = Напишите пояснение ниже: заявке это не мешает.

## Состояние организации
about-data = Сведения
about-data-confirmed = Данные подтверждены
about-data-not-confirmed = Данные нужно подтвердить
about-reconfirm-since = Подтвердить нужно с
about-gar = Код адреса в ГАР
banner-suspended-reason = Причина: { $reason }. Видны только общедоступные сведения. Обратитесь к оператору кабинета.
banner-status-title = По данным реестра: { $status }
banner-status-text = Выписка от { $day }, запись { $record }. Кабинет работает как прежде; проверьте, кто сейчас вправе действовать от имени организации.
banner-ended-title = По данным реестра деятельность прекращена: { $status }
banner-ended-text = Выписка от { $day }, запись { $record }. Всё, что есть в кабинете, можно читать и скачивать. Подать новое или пригласить кого-то нельзя.
banner-reconfirm-title = В реестре сменился руководитель: подтвердите данные организации
banner-reconfirm-text = Доступ прежнего руководителя закрыт. Новый руководитель подтверждает данные сертификатом или заявкой с приказом о назначении. До этого нельзя приглашать сотрудников; остальное работает.
banner-reconfirm-action = Подтвердить данные

## Оператор: организация
operator-suspend = Приостановить
operator-suspend-title = Приостановить организацию
operator-suspend-text = Её сотрудники увидят только карточку и причину. Ничего не удаляется, работу можно вернуть в любой момент.
operator-reason = Причина
operator-reason-hint = Её прочтут администраторы организации, она останется в журнале.
operator-resume = Возобновить
operator-resume-title = Возобновить работу организации?
operator-resume-text = Сотрудники снова смогут работать со своими правами. Прекратившая деятельность организация откроется только для чтения.
operator-register-events = Изменения в реестре
operator-register-events-none = С тех пор как организация подключена, реестр о ней ничего не менял.
operator-register-change = Что изменилось
operator-register-was = Было
operator-register-became = Стало
operator-register-at = Учтено
flash-organization-suspended = Организация приостановлена, её администраторам отправлены письма
flash-organization-resumed = Работа организации возобновлена, её администраторам отправлены письма
action-organization-suspend = Организация приостановлена оператором
action-organization-resume = Работа организации возобновлена оператором
action-register-head = В реестре сменился руководитель
action-register-invite-cancel = Приглашение прежнего руководителя отменено
action-register-head-recognised = Администратор признан руководителем по реестру
action-register-authority-end = Прекращены полномочия прежнего руководителя по реестру
action-register-card = Сведения обновлены по реестру
action-register-warn = Изменилось состояние в реестре
action-register-end = По данным реестра деятельность прекращена
action-register-restore = По данным реестра организация снова действует

## Оператор: коды ошибок
operator-codes-lead = Код виден рядом с каждым отказом. По нему можно узнать, что прочёл человек и что ему посоветовать.
operator-codes-search = Код или его начало, например LNK-0
operator-codes-found = { $count ->
    [one] Найден { $count } код
    [few] Найдено { $count } кода
   *[many] Найдено { $count } кодов
}
operator-code = Код
operator-code-text = Что прочёл человек
operator-code-advice = Что посоветовать
operator-codes-ask-title = Введите код
operator-codes-ask-text = Например, LNK-104. Начало кода покажет все коды, которые так начинаются.
operator-codes-none-title = Такого кода нет
operator-codes-none-text = Проверьте буквы и цифры: код выглядит как LNK-104.

## Уведомления и письма
notice-link-checked = Отложенные проверки заявки { $number } закончены: { $result }
mail-link-checked-subject = Проверки заявки { $number } закончены
mail-link-checked-body =
    Отложенные проверки заявки { $number } на подключение организации { $organization } закончены: { $result }.

    Весь список проверок есть на странице заявки.
notice-link-clarification = Поясните наименование в заявке { $number }
mail-link-clarification-subject = Поясните наименование в заявке { $number }
mail-link-clarification-body =
    В заявке { $number } указано «{ $typed }», а в реестре «{ $registered }».

    Это не отказ. Поясните расхождение на странице заявки до { $due }: проверка от этого не останавливается.
notice-link-clarified = Пояснение к заявке { $number }: { $organization }
mail-link-clarified-subject = Пояснение к заявке { $number }
mail-link-clarified-body =
    Заявитель пояснил наименование в заявке { $number } на подключение организации { $organization }:

    { $answer }
notice-organization-suspended = { $organization } приостановлена оператором: { $reason }
mail-organization-suspended-subject = Работа организации приостановлена
mail-organization-suspended-body =
    Оператор кабинета приостановил работу организации { $organization }. Причина:

    { $reason }

    Видны только общедоступные сведения. Всё остальное сохранено.
notice-organization-resumed = Работа { $organization } возобновлена
mail-organization-resumed-subject = Работа организации возобновлена
mail-organization-resumed-body =
    Оператор кабинета возобновил работу организации { $organization }. Права сотрудников прежние.
notice-register-head-changed = В реестре сменился руководитель { $organization }: { $after }
mail-register-head-changed-subject = В реестре сменился руководитель
mail-register-head-changed-body =
    В реестре у организации { $organization } другой руководитель. Было: { $before }. Стало: { $after }. Выписка от { $extract }, запись { $record }.

    Доступ, который держался на записи о прежнем руководителе, закрыт. Если новый руководитель ещё не в кабинете, ему нужно подтвердить данные сертификатом или заявкой.
notice-register-authority-ended = Ваш доступ к { $organization } закрыт: в реестре другой руководитель
mail-register-authority-ended-subject = Доступ к организации закрыт
mail-register-authority-ended-body =
    В реестре у организации { $organization } указан другой руководитель (выписка от { $extract }, запись { $record }). Ваш доступ держался на прежней записи и закрыт.

    Если вы продолжаете там работать, новый руководитель или администратор может пригласить вас. Если это ошибка реестра, сообщите оператору кабинета.
notice-register-card-changed = { $organization }: по реестру обновлено «{ $field }»
mail-register-card-changed-subject = Сведения организации обновлены по реестру
mail-register-card-changed-body =
    В карточке организации { $organization } обновлено «{ $field }». Было: { $before }. Стало: { $after }. Выписка от { $extract }, запись { $record }.
notice-register-warning = { $organization }, состояние в реестре: { $status }
mail-register-warning-subject = Изменилось состояние организации в реестре
mail-register-warning-body =
    По данным реестра состояние организации { $organization } теперь такое: { $status }. Выписка от { $extract }, запись { $record }.

    Проверьте, кто сейчас вправе действовать от её имени.
notice-register-ended = { $organization }: по данным реестра деятельность прекращена ({ $status })
mail-register-ended-subject = Деятельность организации прекращена
mail-register-ended-body =
    По данным реестра деятельность организации { $organization } прекращена: { $status }. Выписка от { $extract }, запись { $record }.

    Кабинет организации открыт только для чтения: всё, что в нём есть, можно скачать.
notice-register-restored = { $organization }: по данным реестра снова действует
mail-register-restored-subject = Организация снова действует
mail-register-restored-body =
    По данным реестра организация { $organization } снова действует ({ $status }). Выписка от { $extract }, запись { $record }. Ограничения в кабинете сняты.
