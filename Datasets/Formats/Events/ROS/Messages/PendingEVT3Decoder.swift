import Recordings
/// Takes the place of the decoder of EVT3 until that is here: no events.
struct PendingEVT3Decoder: EventDecoder {
  init(path: String) throws {}
  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) { (bytes.count, start) }
}
