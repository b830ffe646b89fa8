#pragma once

#include <stddef.h>
#include <stdint.h>

/// Gets one input; returns 0.
typedef int (*FuzzerCallback)(const uint8_t *bytes, size_t count);

/// libFuzzer as a library (llvm.org/docs/LibFuzzer.html): runs until the options tell it to end.
int LLVMFuzzerRunDriver(int *argc, char ***argv, FuzzerCallback callback);
