/* The peer of `bench gost`: OpenSSL with gost-engine, through EVP, on one thread.
 * Usage: gost_engine SECONDS. Prints lines "SET sign|verify COUNT_PER_SECOND" and
 * "streebog-256|streebog-512 hash MEGABYTES_PER_SECOND". Needs OPENSSL_CONF that loads the engine. */
#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void must(int good, const char *what) {
    if (good > 0) return;
    fprintf(stderr, "gost_engine: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void signatures(const char *name, const char *algorithm, const char *set, size_t bytes, double seconds) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *make = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
    if (!make) make = EVP_PKEY_CTX_new_id(OBJ_sn2nid(algorithm), NULL);
    must(make != NULL, "no such algorithm");
    must(EVP_PKEY_keygen_init(make), "keygen_init");
    must(EVP_PKEY_CTX_ctrl_str(make, "paramset", set), "paramset");
    must(EVP_PKEY_keygen(make, &key), "keygen");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    unsigned char digest[64], signature[256];
    memset(digest, 9, sizeof digest);
    size_t length = sizeof signature;

    must(EVP_PKEY_sign_init(context), "sign_init");
    double start = now();
    long count = 0;
    while (now() - start < seconds) {
        for (int i = 0; i < 8; i++, count++) {
            length = sizeof signature;
            must(EVP_PKEY_sign(context, signature, &length, digest, bytes), "sign");
        }
    }
    printf("%s sign %f\n", name, count / (now() - start));

    must(EVP_PKEY_verify_init(context), "verify_init");
    start = now();
    count = 0;
    while (now() - start < seconds) {
        for (int i = 0; i < 8; i++, count++)
            must(EVP_PKEY_verify(context, signature, length, digest, bytes), "verify");
    }
    printf("%s verify %f\n", name, count / (now() - start));
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_CTX_free(make);
    EVP_PKEY_free(key);
}

static void hash(const char *name, const char *algorithm, double seconds) {
    const EVP_MD *md = EVP_get_digestbyname(algorithm);
    must(md != NULL, "no such digest");
    size_t size = 1 << 20;
    unsigned char *data = malloc(size), value[EVP_MAX_MD_SIZE];
    unsigned length;
    memset(data, 1, size);
    double start = now();
    long count = 0;
    while (now() - start < seconds) {
        must(EVP_Digest(data, size, value, &length, md, NULL), "digest");
        count++;
    }
    printf("%s hash %f\n", name, count * (size / 1e6) / (now() - start));
    free(data);
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 1.0;
    must(OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL), "configuration");
    static const char *sets[][3] = {
        {"CryptoPro-A", "gost2012_256", "A"},      {"CryptoPro-B", "gost2012_256", "B"},
        {"CryptoPro-C", "gost2012_256", "C"},      {"CryptoPro-XchA", "gost2012_256", "XA"},
        {"CryptoPro-XchB", "gost2012_256", "XB"},  {"TC26-256-A", "gost2012_256", "TCA"},
        {"TC26-256-B", "gost2012_256", "TCB"},     {"TC26-256-C", "gost2012_256", "TCC"},
        {"TC26-256-D", "gost2012_256", "TCD"},     {"TC26-512-A", "gost2012_512", "A"},
        {"TC26-512-B", "gost2012_512", "B"},       {"TC26-512-C", "gost2012_512", "C"},
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        signatures(sets[i][0], sets[i][1], sets[i][2], strcmp(sets[i][1], "gost2012_512") ? 32 : 64, seconds);
    hash("streebog-256", "md_gost12_256", seconds);
    hash("streebog-512", "md_gost12_512", seconds);
    return 0;
}
