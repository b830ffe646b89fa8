/// What a trusted proxy says of the connection over which the request at hand has come to it.
package enum ForwardedScheme {
    /// Whether that speaks TLS: cookies are then sent over TLS only, and links lead there, also where the bridge itself is
    /// reached without.
    @TaskLocal package static var isSecure = false
}
