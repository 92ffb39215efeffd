// libcurl. Its option calls take a variable number of arguments, which Swift cannot call, so each type of argument
// has a function of its own here.
#pragma once
#include <curl/curl.h>

typedef size_t (*snnbench_curl_data_callback)(char *, size_t, size_t, void *);

static inline CURLcode snnbench_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_set_data_callback(CURL *handle, CURLoption option,
                                                       snnbench_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode snnbench_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode snnbench_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode snnbench_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
    char *text = NULL;
    CURLcode code = curl_easy_getinfo(handle, info, &text);
    *value = text;
    return code;
}

static inline CURLMcode snnbench_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The message of a finished transfer, without the union that Swift reads awkwardly.
static inline CURLcode snnbench_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}
