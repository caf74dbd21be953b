// htmx 4 with its extensions in one bundle: in separate deferred scripts they never connect.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
import "htmx.org/dist/ext/hx-csp.js";
