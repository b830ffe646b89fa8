import Foundation

extension BridgeConfiguration.HTTP.Embed {
    /// Reads `http.embed`.
    init(_ settings: inout SettingReader) {
        let secret = settings.secret("http.embed.secret")
        let keySet = settings.readableFile("http.embed.jwks")
        switch (secret, keySet) {
        case (.some, .some):
            settings.fail("http.embed.jwks", "expected no value: http.embed.secret is also set")
        case (let secret?, nil):
            if secret.utf8.count < 32 {
                settings.fail("http.embed.secret", "expected at least 32 bytes, such as openssl rand -hex 32 makes")
            }
            keys = .secret(secret)
        case (nil, let path?): keys = .keySet(path)
        case (nil, nil): keys = nil
        }
        issuer = settings.filledText("http.embed.issuer")
        audience = settings.filledText("http.embed.audience")
        frameAncestors = settings.origins("http.embed.frameAncestors")
        corsOrigins = settings.origins("http.embed.corsOrigins")
        if !frameAncestors.isEmpty, keys == nil {
            settings.fail("http.embed.frameAncestors", "expected http.embed.secret or http.embed.jwks beside it")
        }
    }
}
