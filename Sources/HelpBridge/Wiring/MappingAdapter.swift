import ManagerLookup
import WebAPI

/// The mappings as the pages need them.
struct MappingAdapter: MappingDesk {
    private let records: [MappingRecord]

    init(_ catalogue: MappingCatalogue) throws {
        records = try catalogue.names.map { MappingRecord(try catalogue.mapping(named: $0)) }
            .sorted { $0.title < $1.title }
    }

    func mappings() -> [MappingRecord] { records }
}

extension MappingRecord {
    fileprivate init(_ mapping: Mapping) {
        self.init(
            name: mapping.name, title: mapping.title,
            credentials: mapping.credentials.sorted { $0.key < $1.key }.map { name, definition in
                Credential(
                    name: name, description: definition.description, isSecret: definition.isSecret,
                    isRequired: definition.isRequired)
            },
            webhook: mapping.webhookDescription.map { Webhook(proof: Proof($0.proof), example: $0.example) })
    }
}

extension MappingRecord.Proof {
    fileprivate init(_ proof: WebhookDescription.Proof) {
        self =
            switch proof {
            case .standard: .standard
            case .hmacSHA256(let header, let prefix): .hmacSHA256(header: header, prefix: prefix)
            case .header(let name, let prefix): .header(name: name, prefix: prefix)
            case .query(let name): .query(name: name)
            case .body: .body
            case .basic: .basic
            }
    }
}
