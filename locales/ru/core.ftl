# Menu, roles and permissions, error pages, notices, the demo: what belongs to no area.

menu-overview = Обзор
menu-queue = Очередь заявлений
menu-applications = Заявления
menu-catalogue = Каталог услуг
menu-licences = Мои лицензии
menu-employees = Сотрудники и роли
menu-journal = Журнал действий
menu-about = Об организации
menu-my-organizations = Мои организации
menu-notices = Уведомления
menu-profile = Мои данные
menu-security = Безопасность
menu-operator = Управление кабинетом
menu-operator-requests = Проверка организаций
menu-operator-inquiries = Вопросы
menu-operator-organizations = Организации
menu-operator-people = Люди
menu-operator-jobs = Задания
menu-operator-codes = Коды ошибок

role-administrator = Администратор
role-manager = Менеджер
role-accountant = Бухгалтер
role-specialist = Специалист
role-controller = Контролёр
role-observer = Наблюдатель
role-operator = Оператор кабинета
role-authority-administrator = Администратор ведомства
role-authority-manager = Руководитель отдела
role-authority-specialist = Исполнитель

permission-view-organization = Видеть сведения об организации
permission-edit-organization = Менять сведения об организации
permission-view-members = Видеть сотрудников и их роли
permission-manage-members = Приглашать сотрудников и менять их роли
permission-view-applications = Видеть заявления
permission-edit-applications = Заполнять заявления
permission-submit-applications = Подавать заявления
permission-withdraw-applications = Отзывать поданные заявления
permission-delete-drafts = Удалять черновики
permission-view-queue = Видеть очередь заявлений
permission-assign-applications = Назначать исполнителей
permission-handle-applications = Рассматривать заявления
permission-approve-decisions = Утверждать решения
permission-view-journal = Читать журнал действий

error-page-web-404-title = Такой страницы нет
error-page-web-404-text = Возможно, в адресе опечатка, страницу убрали или у вас нет к ней доступа.
error-page-web-404-advice = Проверьте адрес или начните с главной страницы.
error-page-web-403-title = Недостаточно прав
error-page-web-403-text = Ваша роль в организации не позволяет это действие. Нужно право «{ $permission }».
error-page-web-403-advice = Попросите администратора организации изменить вашу роль.
error-page-web-429-title = Слишком много попыток
error-page-web-429-text = С вашего адреса пришло слишком много запросов. { $count ->
    [one] Подождите { $count } секунду
    [few] Подождите { $count } секунды
   *[other] Подождите { $count } секунд
  } и попробуйте снова.
error-page-web-429-advice = Ничего не потеряно: вернитесь назад и повторите действие позже.
error-page-web-013-title = Запрос пришёл с другого сайта
error-page-web-013-text = Мы не выполнили действие: его запросила страница другого сайта.
error-page-web-013-advice = Откройте кабинет в новой вкладке и повторите действие там.
error-page-web-401-title = Нужно войти в кабинет
error-page-web-400-title = Запрос не получилось прочитать
error-page-web-400-text = Адрес или данные формы повреждены.
error-page-web-400-advice = Вернитесь назад, обновите страницу и повторите.
error-page-web-500-title = Что-то сломалось у нас
error-page-web-500-text = Действие не выполнено, данные не изменились.
error-page-web-500-advice = Повторите через несколько минут. Если не поможет, сообщите в поддержку код и номер запроса.
error-page-code = Код ошибки
error-page-request = Номер запроса
error-page-home = На главную
error-page-overview = К обзору

notices-title = Уведомления
notices-read-all = Отметить все прочитанными
notices-open = Открыть
notices-unread = Новое
notices-empty-title = Уведомлений пока нет
notices-empty-text = Здесь появятся сообщения о заявлениях, сотрудниках и проверке организаций.

demo-mail-title = Письма демонстрации
demo-mail-intro = Демонстрация никому не отправляет писем. Всё, что ушло бы по почте, лежит здесь.
demo-mail-filter = Кому
demo-mail-show = Показать
demo-mail-empty-title = Писем пока нет
demo-mail-empty-text = Зарегистрируйтесь или пригласите сотрудника, и письмо появится здесь через секунду.
demo-mail-to = Кому
demo-mail-when = Когда
demo-mail-subject = Тема
demo-mail-back = Все письма
demo-tab-mail = Письма
demo-tab-sms = СМС
demo-sms-title = СМС демонстрации
demo-sms-intro = Демонстрация никому не отправляет СМС. Всё, что ушло бы на телефоны, лежит здесь.
demo-sms-empty-title = Сообщений пока нет
demo-sms-empty-text = Запросите код для своего номера на странице «Мои данные», и сообщение появится здесь через секунду.
demo-sms-text = Сообщение
demo-sms-to = Номер
demo-sms-when = Когда

mail-open = Открыть кабинет
mail-closing = Это письмо отправлено автоматически кабинетом организации. Отвечать на него не нужно.
