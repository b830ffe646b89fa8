/// Formats recorded by phones, messengers and browsers that libsndfile does not support, recognised by their first
/// bytes, so that the error names the format.
enum UnreadableFormat: String, CaseIterable {
    case mpeg4 = "MPEG-4 audio (m4a, as iPhones and WhatsApp record)"
    case threeGPP = "3GP"
    case webM = "WebM (as browsers record)"
    case amr = "AMR"
    case aac = "AAC"
    case windowsMedia = "Windows Media (wma)"
    case coreAudio = "Core Audio (caf) with a compression of Apple's"

    /// - Returns: `nil` for any other format.
    init?(of bytes: [UInt8]) {
        func has(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
        if has("ftyp", at: 4) {
            self = has("3g", at: 8) ? .threeGPP : .mpeg4
        } else if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            self = .webM  // EBML, RFC 8794
        } else if has("#!AMR") {
            self = .amr  // RFC 4867
        } else if bytes.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
            self = .windowsMedia
        } else if has("caff"), !["lpcm", "alaw", "ulaw"].contains(where: { has($0, at: 28) }) {
            self = .coreAudio  // The first chunk describes the sound; its format stands behind the rate.
        } else if bytes.count > 6, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 {
            self = .aac  // ADTS: twelve ones, and layer 0, which no MP3 has
        } else {
            return nil
        }
    }
}
