// Before the plug-in's own loader: what it may do here.
declare global {
  interface Window {
    cadesplugin_skip_extension_install?: boolean;
    cadesplugin_load_timeout?: number;
  }
}

// We say ourselves that the extension is missing, in our own words.
window.cadesplugin_skip_extension_install = true;
window.cadesplugin_load_timeout = 5_000;

// The loader adds the extension's own script to the page and asks Internet Explorer who it is. Both
// go through Trusted Types; nothing else does.
const extension = /^(chrome|moz|ms-browser|safari-web)-extension:\/\/[\w-]+\/nmcades_plugin_api\.js$/;
const internetExplorer = "<!--[if lt IE 9]><iecheck></iecheck><![endif]-->";
window.trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    if (!extension.test(url)) throw new TypeError(`not the plug-in's script: ${url}`);
    return url;
  },
  createHTML(html) {
    if (html !== internetExplorer) throw new TypeError("not the plug-in's question");
    return html;
  },
});

export {};
