// Stands in for the product in the machinery's own test: `node tiny-server.mjs PORT`.
import { createServer } from 'node:http';

const page = (title, main) => `<!doctype html><html lang="ru"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1>${main}</main></body></html>`;

const pages = {
  '/health/ready': 'ready',
  '/': page('Порядок', '<p id="who">сервер</p><script>who.textContent = "скрипт";</script>'),
  '/bad': page('Ошибка', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><div style="width:2000px">→</div>'),
  '/script': page('Скрипт', '<script>nowhere();</script>'),
  '/demo/mail': page('Почта', '<ul><li>ivan@romashka.example <a href="/demo/mail/1">Подтвердите адрес</a></li></ul>'),
  '/demo/mail/1': page('Письмо', '<p>Ссылка: http://localhost/confirm/abc — до завтра.</p>'),
};

let asked = 0;
createServer((request, response) => {
  const text = pages[new URL(request.url, 'http://localhost').pathname];
  // Not ready at once, so that waiting is tested too.
  const status = request.url === '/health/ready' && ++asked < 3 ? 503 : text ? 200 : 404;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
  });
  response.end(text ?? page('Нет', ''));
}).listen(Number(process.argv[2]), '127.0.0.1');
