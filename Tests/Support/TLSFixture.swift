import Foundation

/// Two certificates for `localhost` and their keys: made for these tests, used nowhere else.
public enum TLSFixture {
    public static let chain = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUFiKog4qmGPJsBdlFYlJbb9h16OowCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIwNTYwNFoYDzIxMjYxMDMw
        MjA1NjA0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQcxbkwliYTVAEJ2YBteqRA1UVDio9kn5cADNVWMJuUsCYpZKPFdvC0
        DcHYnUevPhQPEwcOtYg0nB3BemMbMJ1Po28wbTAdBgNVHQ4EFgQUUstejbMDAheY
        pP/fpsHcqyR9gNEwHwYDVR0jBBgwFoAUUstejbMDAheYpP/fpsHcqyR9gNEwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIhAPTF8DfzyrRs0H+llDBTxk9Ha4rHQnK+VtlWUx9TSeKGAiAm
        Kcf4kjcG3LtQ75aB12YOQYYSwDNj8Y7ni76PkZnoIg==
        -----END CERTIFICATE-----
        """

    /// Good until 1 February 2020; its key is that of ``chain``.
    public static let expiredChain = """
        -----BEGIN CERTIFICATE-----
        MIIBZDCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjAwMjAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
        b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQcxbkwliYTVAEJ2YBt
        eqRA1UVDio9kn5cADNVWMJuUsCYpZKPFdvC0DcHYnUevPhQPEwcOtYg0nB3BemMb
        MJ1Po04wTDAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwDwYDVR0TAQH/BAUw
        AwEB/zAdBgNVHQ4EFgQUUstejbMDAheYpP/fpsHcqyR9gNEwCgYIKoZIzj0EAwID
        RwAwRAIgU1Fc3aSiJ2CRvoA+EBOd/m8t+k0RWEdghAV2Ge7FKNYCICzlYM7sUWTi
        7M6+AHYPRpvIWHgsV8P141Hxub+k9dRF
        -----END CERTIFICATE-----
        """

    public static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguE9aX/HHe2OwQgJe
        WVhDKULykHUJRB2yDNIC3JHAVuGhRANCAAQcxbkwliYTVAEJ2YBteqRA1UVDio9k
        n5cADNVWMJuUsCYpZKPFdvC0DcHYnUevPhQPEwcOtYg0nB3BemMbMJ1P
        -----END PRIVATE KEY-----
        """

    public static let otherChain = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUAZdSXN2085Ga3r3pAvgf9Tl5xzowCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODAzMTYxM1oYDzIxMjYxMTA0
        MDMxNjEzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATzQXMwQpACLloNg4LEtZsHtAL97MLpG5TznjRrxZBasfmRqOll2Ayb
        vBorUZHtqkfNu0cQDn+FwysrC8A33hMUo28wbTAdBgNVHQ4EFgQUbxMaLKZj1F2B
        Nrq9z6Zb9sHgUT8wHwYDVR0jBBgwFoAUbxMaLKZj1F2BNrq9z6Zb9sHgUT8wDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIhANh7oK37/vRCPI8hp9ugKsOLfjUVRWlKPWUwIEV2iJ50AiBJ
        MvGwS/lb3sMMqCq+wxmWam83TZSGbUzUnR0nAIF8nw==
        -----END CERTIFICATE-----
        """

    public static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2woXBSN3p3kUATUg
        kelQ2boLhM9mkg8kQVVn5NQ5msahRANCAATzQXMwQpACLloNg4LEtZsHtAL97MLp
        G5TznjRrxZBasfmRqOll2AybvBorUZHtqkfNu0cQDn+FwysrC8A33hMU
        -----END PRIVATE KEY-----
        """

    /// A directory of its own with the given files, removed afterwards.
    public static func withFiles<Value>(
        _ files: [String: String], _ body: (_ directory: String) async throws -> Value
    ) async throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("helpbridge-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        return try await body(directory.path)
    }
}
