import WebPages

extension PageFolder {
    /// - Throws: `HelpBridgeError` naming the file, and the line where there is one.
    convenience init(_ configuration: BridgeConfiguration) throws {
        do {
            try self.init(directory: configuration.pages, shipped: ShippedFiles.directory("Pages"))
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
    }
}
