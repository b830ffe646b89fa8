// libpq for Swift.

#ifndef CPQ_SHIM_H
#define CPQ_SHIM_H

#include <libpq-fe.h>

#ifndef LIBPQ_HAS_PIPELINING
#error "libpq 14 or newer is needed (pipeline mode)"
#endif

// The fields of an error, which are characters in C's headers and so macros that Swift does not see.
enum {
    cpq_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED,
    cpq_field_sqlstate = PG_DIAG_SQLSTATE,
    cpq_field_message = PG_DIAG_MESSAGE_PRIMARY,
    cpq_field_constraint = PG_DIAG_CONSTRAINT_NAME,
};

// libpq shows its notices on standard error by default, where they are none of anybody's business.
static inline void cpq_ignore_notice(void *_Nullable context, const PGresult *_Nullable result) {
    (void)context;
    (void)result;
}

static inline void cpq_silence(PGconn *_Nonnull connection) {
    PQsetNoticeReceiver(connection, cpq_ignore_notice, NULL);
}

#endif
