import HelpDesk

/// Departments and operators.
extension CallCenterReader {
    mutating func department(_ field: YAMLField) -> Department? {
        guard let mapping = field.mapping(["id", "name", "parent", "helpers"]) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.department, id, at: idField)
        let parentField = mapping.optional("parent")
        let parent = identifier(parentField)
        refer(to: .department, parent, at: parentField)
        return Department(
            id: id ?? "", name: mapping.required("name")?.text() ?? "", parent: parent,
            helpers: helpers(mapping.optional("helpers")))
    }

    private func helpers(_ field: YAMLField?) -> [Department.Helper] {
        var lines: [String: Int] = [:]
        return (field?.list(of: "helpers") ?? []).compactMap { item in
            guard let mapping = item.mapping(["extension", "name"]) else { return nil }
            let numberField = mapping.required("extension")
            let number = dialable(numberField)
            if let number, let numberField {
                if let line = lines[number] {
                    let place = line > 0 ? "line \(line)" : "this list"
                    numberField.report("\(YAMLField.quoted(number)) stands in \(place) already")
                }
                lines[number] = numberField.line ?? 0
            }
            return Department.Helper(extension: number ?? "", name: mapping.optional("name")?.text())
        }
    }

    mutating func agent(_ field: YAMLField) -> Operator? {
        guard let mapping = field.mapping(["extension", "name", "department", "email", "crmId"]) else { return nil }
        let numberField = mapping.required("extension")
        let number = dialable(numberField)
        define(.operator, number, at: numberField)
        let departmentField = mapping.required("department")
        let department = identifier(departmentField)
        refer(to: .department, department, at: departmentField)
        return Operator(
            extension: number ?? "", name: mapping.required("name")?.text() ?? "", department: department ?? "",
            email: mapping.optional("email")?.text(), crmId: mapping.optional("crmId")?.text())
    }
}
