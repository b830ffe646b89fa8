import HTTPTypes

@testable import WebAPI

/// A site with an administrator at the browser.
enum AdminSite {
    static func site(
        _ settings: MemorySettings = MemorySettings.small(), reader: PageReader? = .admin
    ) -> TestSite {
        TestSite(settings: settings, tokenDesk: MemoryTokens(), callCenter: settings, pageReader: reader)
    }

    static func form(_ fields: [(String, String)], csrf: String? = PageReader.admin.csrfToken) -> String {
        ((csrf.map { [("csrf", $0)] } ?? []) + fields)
            .map { "\(PageAddress.encoded($0.0))=\(PageAddress.encoded($0.1))" }.joined(separator: "&")
    }

    static func post(
        _ client: TestSiteClient, _ path: String, _ fields: [(String, String)],
        csrf: String? = PageReader.admin.csrfToken
    ) async throws -> Answer {
        try await client.send(
            .post, path, token: nil,
            headers: [.contentType: "application/x-www-form-urlencoded", .accept: "text/html", .acceptLanguage: "en"],
            body: form(fields, csrf: csrf))
    }
}
