import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import LocatedYAML
import Logging
import NIOCore
import WebServer

/// `/v1/departments`, `/v1/operators`, `/v1/sources`, `/v1/routes`, `/v1/webhook-endpoints` and
/// `/v1/subscriptions`.
struct SettingRoutes: Sendable {
    private static let maximumBodyBytes = 256 * 1024

    let settings: SettingsService
    let kind: SettingKind

    /// Returns the path of a kind's settings under `/v1`.
    static func path(_ kind: SettingKind) -> String {
        switch kind {
        case .department: "departments"
        case .operator: "operators"
        case .source: "sources"
        case .route: "routes"
        case .webhook: "webhook-endpoints"
        case .subscription: "subscriptions"
        }
    }

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.post(use: make)
        group.get("{id}", use: show)
        group.put("{id}", use: put)
        group.delete("{id}", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try .json(["items": settings.settings(kind).map(\.content)])
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = context.settingID
        guard let setting = settings.setting(kind, id) else {
            throw Problem.unknownSetting(kind, id)
        }
        return try response(setting, status: .ok)
    }

    @Sendable
    private func make(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let content = try await content(of: request, context.credential)
        do throws(AdministrationError) {
            let setting = try await settings.make(kind, content, by: context.credential.id)
            return try made(setting)
        } catch {
            throw Problem(error, logger: context.logger)
        }
    }

    @Sendable
    private func put(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = context.settingID
        let content = try await content(of: request, context.credential)
        let outcome: (setting: Setting, isNew: Bool)
        do throws(AdministrationError) {
            outcome = try await settings.put(kind, id, content, if: request.condition, by: context.credential.id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return outcome.isNew ? try made(outcome.setting) : try response(outcome.setting, status: .ok)
    }

    @Sendable
    private func remove(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = context.settingID
        do throws(AdministrationError) {
            try await settings.remove(kind, id, if: request.condition, by: context.credential.id)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return Response(status: .noContent)
    }

    /// Returns the content to store.
    ///
    /// The secret of a webhook endpoint allows asking for help, and subscriptions and reporting sources receive all
    /// requests, so creating or changing them requires the right to do so.
    private func content(of request: Request, _ credential: Credential) async throws -> LocatedValue {
        if kind == .webhook || kind == .subscription { try credential.require(.requests) }
        let content = try await request.jsonTree(upTo: Self.maximumBodyBytes).withoutNulls()
        if kind == .source, let reports = content["reports"]?.text, reports != ReportedRequests.none.rawValue {
            try credential.require(.requests)
        }
        return content
    }

    private func made(_ setting: Setting) throws(AdministrationError) -> Response {
        do {
            var response = try response(setting, status: .created)
            let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~*"))
            let id = setting.id.addingPercentEncoding(withAllowedCharacters: allowed) ?? setting.id
            response.headers[.location] = "/v1/\(Self.path(kind))/\(id)"
            return response
        } catch {
            throw .notStored(reason: "\(error)")
        }
    }

    private func response(_ setting: Setting, status: HTTPResponse.Status) throws -> Response {
        var response = try Response.json(setting.content, status: status)
        response.headers[.eTag] = "\"\(setting.tag)\""
        return response
    }
}

extension AuthenticatedRequestContext {
    /// The last component of the path, decoded because request codes contain `#`.
    var settingID: String {
        let text = parameters.get("id") ?? ""
        return text.removingPercentEncoding ?? text
    }
}

extension Request {
    /// Reads a body that must be a JSON object.
    ///
    /// - Parameter limit: the limit in bytes.
    func jsonTree(upTo limit: Int) async throws -> LocatedValue {
        let body = try await jsonBody(upTo: limit)
        let tree: LocatedValue
        do {
            tree = try JSONDecoder().decode(LocatedValue.self, from: Data(body.readableBytesView))
        } catch {
            throw Problem.invalidJSON("send a JSON object in UTF-8")
        }
        guard case .object = tree.content else {
            throw Problem.validation([Problem.FieldError(field: "body", message: "must be a JSON object")])
        }
        return tree
    }

    /// The condition in `If-Match` and `If-None-Match`; a weak tag never matches (RFC 9110, section 13.1.1).
    var condition: SettingCondition {
        if let field = headers[.ifMatch] {
            let tags = field.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            if tags == ["*"] { return .exists }
            return .matches(
                tags.compactMap { tag in
                    tag.count > 1 && tag.hasPrefix("\"") && tag.hasSuffix("\"")
                        ? String(tag.dropFirst().dropLast()) : nil
                })
        }
        return headers[.ifNoneMatch]?.trimmingCharacters(in: .whitespaces) == "*" ? .isNew : .none
    }
}

extension LocatedValue {
    fileprivate func withoutNulls() throws -> LocatedValue {
        let nulls = nulls
        guard nulls.isEmpty else {
            throw Problem.validation(
                nulls.map { Problem.FieldError(field: $0, message: "must not be null; leave it out instead") })
        }
        return self
    }

    /// The paths of `null` values.
    ///
    /// In a file, `null` is a key without a value, which counts as absent.
    fileprivate var nulls: [String] {
        switch content {
        case .null: [""]
        case .object(let members):
            members.flatMap { member in
                member.value.nulls.map { $0.isEmpty || $0.hasPrefix("[") ? member.key + $0 : "\(member.key).\($0)" }
            }
        case .array(let items):
            items.enumerated().flatMap { index, item in
                item.nulls.map { $0.isEmpty || $0.hasPrefix("[") ? "[\(index)]\($0)" : "[\(index)].\($0)" }
            }
        case .boolean, .integer, .number, .text: []
        }
    }
}
