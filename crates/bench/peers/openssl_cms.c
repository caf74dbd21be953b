/* The peer of `bench verify`: CMS_verify of OpenSSL, with gost-engine, on one thread.
 * Usage: openssl_cms SECONDS UNIX_TIME CMS ROOT CRL... (all in DER). Prints how often a second the CMS is
 * read and verified: signature, path to the root, and revocation of every certificate in it. The root
 * and the lists are read once, as `openssl cms -verify -CAfile … -crl_check_all` would for many files. */
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void must(int good, const char *what) {
    if (good > 0) return;
    fprintf(stderr, "openssl_cms: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static unsigned char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    must(file != NULL, path);
    unsigned char *bytes = malloc(1 << 20);
    *length = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

int main(int argc, char **argv) {
    must(argc >= 5, "arguments");
    must(OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL), "configuration");
    double seconds = atof(argv[1]);
    size_t length;
    X509_STORE *store = X509_STORE_new();
    unsigned char *bytes = read_file(argv[4], &length);
    const unsigned char *at = bytes;
    X509 *root = d2i_X509(NULL, &at, length);
    must(root != NULL && X509_STORE_add_cert(store, root), "root");
    free(bytes);
    for (int i = 5; i < argc; i++) {
        bytes = read_file(argv[i], &length);
        at = bytes;
        X509_CRL *list = d2i_X509_CRL(NULL, &at, length);
        must(list != NULL && X509_STORE_add_crl(store, list), "list");
        free(bytes);
    }
    X509_VERIFY_PARAM *wanted = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    X509_VERIFY_PARAM_set_time(wanted, atol(argv[2]));
    X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_ANY);
    must(X509_STORE_set1_param(store, wanted), "parameters");

    bytes = read_file(argv[3], &length);
    double start = now();
    long count = 0;
    while (now() - start < seconds) {
        for (int i = 0; i < 8; i++, count++) {
            at = bytes;
            CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, length);
            must(cms != NULL, "cms");
            BIO *out = BIO_new(BIO_s_null());
            must(CMS_verify(cms, NULL, store, NULL, out, CMS_BINARY | CMS_CADES), "verify");
            BIO_free(out);
            CMS_ContentInfo_free(cms);
        }
    }
    printf("%f\n", count / (now() - start));
    return 0;
}
