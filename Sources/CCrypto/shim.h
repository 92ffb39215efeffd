// OpenSSL's libcrypto: message digests through the EVP interface.
#pragma once
#include <openssl/evp.h>
