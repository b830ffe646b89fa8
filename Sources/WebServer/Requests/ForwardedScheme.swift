/// The scheme of the client's connection, as a trusted proxy reports it for the current request.
package enum ForwardedScheme {
    /// Whether that connection uses TLS: cookies are then sent over TLS only, and links use `https`, even if the bridge
    /// itself is reached without TLS.
    @TaskLocal package static var isSecure = false
}
