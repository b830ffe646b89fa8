// libjq 1.6 as Debian 12 ships it. Nothing needs wrapping: no variadic function and no macro is used from Swift.
//
// What its headers do not say: a `jq_state` and the values that it holds belong to one thread at a time (reference
// counts are plain integers), and every function here but `jv_get_kind` and `jv_string_value` consumes its arguments.
#include <jv.h>
#include <jq.h>
