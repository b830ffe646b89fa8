import HTTPTypes
public import HelpDesk

@testable public import WebPages

/// A site with an administrator at the browser.
public enum AdminSite {
    public static func site(
        _ settings: MemorySettings = MemorySettings.small(), extensions: [PBXExtension]? = nil,
        sessions: FakeSessions = FakeSessions(), user: SignedInUser? = .admin
    ) -> TestSite {
        TestSite(
            settings: settings, extensions: extensions, tokenStore: MemoryTokens(), sessions: sessions,
            callCenter: settings,
            signedIn: user)
    }

    public static func form(_ fields: [(String, String)], csrf: String? = SignedInUser.admin.csrfToken) -> String {
        ((csrf.map { [("csrf", $0)] } ?? []) + fields)
            .map { "\(PageAddress.encoded($0.0))=\(PageAddress.encoded($0.1))" }.joined(separator: "&")
    }

    public static func post(
        _ client: TestSiteClient, _ path: String, _ fields: [(String, String)],
        csrf: String? = SignedInUser.admin.csrfToken
    ) async throws -> Answer {
        try await client.send(
            .post, path, token: nil,
            headers: [.contentType: "application/x-www-form-urlencoded", .accept: "text/html", .acceptLanguage: "en"],
            body: form(fields, csrf: csrf))
    }
}
