import Foundation

/// A certificate for `localhost`, its key, and a key of another one: made for these tests, used nowhere else.
enum TLSFixture {
    static let chain = """
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

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguE9aX/HHe2OwQgJe
        WVhDKULykHUJRB2yDNIC3JHAVuGhRANCAAQcxbkwliYTVAEJ2YBteqRA1UVDio9k
        n5cADNVWMJuUsCYpZKPFdvC0DcHYnUevPhQPEwcOtYg0nB3BemMbMJ1P
        -----END PRIVATE KEY-----
        """

    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2woXBSN3p3kUATUg
        kelQ2boLhM9mkg8kQVVn5NQ5msahRANCAATzQXMwQpACLloNg4LEtZsHtAL97MLp
        G5TznjRrxZBasfmRqOll2AybvBorUZHtqkfNu0cQDn+FwysrC8A33hMU
        -----END PRIVATE KEY-----
        """

    /// A directory of its own with the given files, removed afterwards.
    static func withFiles<Value>(
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
