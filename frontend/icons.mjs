// Which lucide icons the pages use. `node build.mjs` writes their drawings to icons.json, which
// is in git, because the server draws icons into the pages and must compile without npm.
// To add one: find its name on https://lucide.dev/icons, add it here, run `node build.mjs`.
export const icons = [
  "activity", "archive", "arrow-left", "arrow-right", "badge-check", "ban", "bell", "book-open", "briefcase",
  "building-2", "calendar", "chart-column", "check", "chevron-down", "chevron-left", "chevron-right",
  "chevrons-up-down", "circle-alert", "circle-check", "circle-help", "circle-x", "clipboard-check",
  "clipboard-list", "clock", "cloud-check", "copy", "download", "external-link", "eye", "eye-off", "file",
  "file-check", "file-plus", "file-text", "file-x", "fingerprint", "folder", "gavel", "globe", "history", "house",
  "inbox", "info", "key-round", "landmark", "layout-dashboard", "list-checks", "lock", "log-in", "log-out", "mail",
  "map-pin", "menu", "message-square", "octagon-x", "paperclip", "pencil", "pen-line", "phone", "plus", "printer",
  "qr-code", "receipt-russian-ruble", "refresh-cw", "rotate-ccw", "scale", "search", "send", "settings", "shield",
  "shield-alert", "shield-check", "smartphone", "stamp", "trash-2", "triangle-alert", "truck", "upload", "user",
  "user-check", "user-cog", "user-plus", "user-x", "users", "wallet", "x",
];
