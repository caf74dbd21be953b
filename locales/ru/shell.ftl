### Общие тексты всех страниц: шапка, меню, образцы (templates/patterns), даты и размеры.

## Название и оболочка страниц
shell-brand = Кабинет
shell-brand-note = кабинет организации
shell-title = { $title } — Кабинет
shell-error-title = Ошибка: { $title }
shell-skip = Перейти к содержанию
shell-home = Кабинет, на главную
shell-menu = Меню
shell-menu-close = Закрыть меню
shell-main-menu = Разделы кабинета
shell-search = Поиск по кабинету
shell-search-applications = Номер заявления или услуга
shell-search-queue = Номер, услуга, заявитель или ИНН
shell-search-submit = Найти
shell-organization = Организация
shell-organization-switch = Сменить организацию
shell-organization-inn = ИНН { $inn }
shell-organization-all = Все мои организации
shell-organization-add = Добавить организацию
shell-organization-none = Организация не выбрана
shell-notifications-none = Уведомления, новых нет
shell-notifications = { $count ->
    [one] { $count } непрочитанное уведомление
    [few] { $count } непрочитанных уведомления
   *[many] { $count } непрочитанных уведомлений
}
shell-counter = { $count ->
    [one] { $count } требует внимания
   *[other] { $count } требуют внимания
}
shell-user-menu = Меню пользователя
shell-profile = Профиль
shell-security = Пароль и безопасность
shell-my-organizations = Мои организации
shell-sign-out = Выйти
shell-language = Язык
shell-footer = Кабинет организации. Не является государственным порталом.
shell-footer-nav = О кабинете
shell-footer-terms = Условия
shell-footer-privacy = Обработка данных
shell-crumbs = Вы здесь
shell-no-assets = Стили и скрипты не собраны: выполните «cargo xtask assets» и пересоберите программу.
shell-live-on = статусы обновляются
shell-live-off = нет связи, обновите страницу

## Поля и ошибки
form-optional = необязательно
form-errors = Исправьте ошибки, чтобы продолжить
form-select = Выберите
form-date-hint = Например, { $example }
form-show-password = Показать пароль
form-hide-password = Скрыть пароль
form-file-choose = Выбрать файл
form-files-choose = Выбрать файлы
form-file-drop = или перетащите сюда
form-file-none = Файл не выбран
form-file-too-big = Файл «{ $name }» больше, чем можно: { $limit }
form-file-remove = Удалить
form-file-remove-named = Удалить файл { $name }
form-file-download-named = Скачать файл { $name }
form-characters-left = Осталось знаков: { $count }
form-draft-saving = Сохраняем черновик…
form-draft-saved = Черновик сохранён в { $time }
form-draft-failed = Черновик не сохранён, проверьте связь. Мы попробуем ещё раз
form-draft-leave = Последние изменения ещё не сохранены
form-copy = Скопировать
form-copied = Скопировано
form-resend-wait = Отправить ещё раз можно через { $seconds } с
form-cancel = Отмена
form-change = Изменить
form-change-named = Изменить: { $name }
form-not-filled = Не заполнено

## Списки
list-filters = Поиск и фильтры
list-show = Показать
list-reset = Сбросить
list-found = Найдено: { $count }
list-export = Выгрузить
list-actions = Действия
list-pages = Страницы списка
list-page = Страница { $page }
list-previous = Назад
list-next = Вперёд

## Прочие образцы
steps-label = Шаги
steps-done = выполнено
steps-current = текущий шаг
steps-failed = не пройдено
alert-info = К сведению
alert-success = Готово
alert-warning = Внимание
alert-danger = Ошибка
tabs-label = Разделы страницы
error-code = Код для поддержки: { $code }
denied-title = Недостаточно прав
denied-needed = Здесь нужно право «{ $permission }».
denied-giver = Ваша роль в организации: { $own }. Это право есть у ролей: { $roles }. Другую роль может дать администратор организации в разделе «Сотрудники и роли».
denied-giver-inactive = Организация приостановлена: пока открыты только сведения о ней. Снова открыть кабинет может оператор.
denied-giver-ended = Организация прекратила деятельность: всё, что есть в кабинете, можно читать и скачивать, изменить уже ничего нельзя.
denied-giver-nobody = В этой организации такого права нет ни у кого: раздел предназначен для организаций другого вида.
denied-administrators = Кто здесь администратор
timeline-label = История действий

## Даты
date-today = сегодня, { $time }
date-yesterday = вчера, { $time }
date-month-1 = января
date-month-2 = февраля
date-month-3 = марта
date-month-4 = апреля
date-month-5 = мая
date-month-6 = июня
date-month-7 = июля
date-month-8 = августа
date-month-9 = сентября
date-month-10 = октября
date-month-11 = ноября
date-month-12 = декабря

## Размеры файлов
size-b = Б
size-kb = КБ
size-mb = МБ
size-gb = ГБ
size-tb = ТБ
