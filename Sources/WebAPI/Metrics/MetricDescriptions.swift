/// The descriptions of metrics for HELP lines, which swift-metrics does not support.
enum MetricDescriptions {
    static let all = [
        "helpbridge_connect_seconds": "From a help request's acceptance to the connected call.",
        "helpbridge_damaged_rows_total": "Rows of the database that could not be read.",
        "helpbridge_disk_free_bytes": "What is free for the bridge on the disk of its SQLite file.",
        "helpbridge_disk_size_bytes": "The size of the disk of its SQLite file.",
        "helpbridge_event_streams": "Event streams that are open at the moment.",
        "helpbridge_help_requests_ended_total": "Help requests that are over.",
        "helpbridge_help_requests_total": "Help requests that were accepted.",
        "helpbridge_http_connections_refused_total": "Connections that were refused or cut off.",
        "helpbridge_http_request_seconds": "From a request's header to its answer.",
        "helpbridge_lookup_seconds": "How long a CRM was asked for a manager.",
        "helpbridge_lookups_total": "How often a CRM was asked for a manager.",
        "helpbridge_requests_not_stored":
            "Open help requests whose last decision is not stored yet; nobody is rung for them.",
        "helpbridge_tls_certificate_expiry_timestamp_seconds":
            "When the certificate of the bridge's server expires, in seconds since 1970.",
        "helpbridge_up": "Whether a part of the bridge works.",
    ]
}
