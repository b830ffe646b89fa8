import Foundation
import HummingbirdCore
import HummingbirdTLS

/// Reads certificate and key, and tells them apart when something is wrong with them.
enum TLSFiles {
    /// - Returns: `server` behind TLS.
    /// - Throws: `WebAPIError` naming the file.
    static func encrypted(
        _ server: HTTPServerBuilder, with files: WebServerConfiguration.TLS
    ) throws(WebAPIError) -> HTTPServerBuilder {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(try contents(files.certificateChain)))
        } catch let error as WebAPIError {
            throw error
        } catch {
            throw .unusableCertificate(path: files.certificateChain, reason: "\(error)")
        }
        guard !chain.isEmpty else {
            throw .unusableCertificate(path: files.certificateChain, reason: "there is no certificate in it")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: Array(try contents(files.privateKey)), format: .pem)
        } catch let error as WebAPIError {
            throw error
        } catch {
            throw .unusablePrivateKey(path: files.privateKey, reason: "\(error)")
        }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        do {
            // Builds the TLS context that the server will build, so that a mismatch shows before anything listens.
            _ = try TLSChannel(HTTP1Channel(responder: { _, _, _ in }), tlsConfiguration: configuration)
            return try .tls(server, tlsConfiguration: configuration)
        } catch {
            throw .keyDoesNotFit(
                certificateChain: files.certificateChain, privateKey: files.privateKey, reason: "\(error)")
        }
    }

    private static func contents(_ path: String) throws(WebAPIError) -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadableFile(path: path, reason: error.localizedDescription)
        }
    }
}
