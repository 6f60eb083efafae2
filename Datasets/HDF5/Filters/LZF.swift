/// LZF: runs of bytes, and copies of up to 264 bytes from at most 8 KiB before.
///
/// A control byte below 32 is followed by as many bytes and one. Any other holds in its top three bits the length of a
/// copy less two, 7 meaning that a further byte is added, and in the rest the top of its distance less one, whose low
/// eight bits follow.
enum LZF {
  private static let longestRun = 32
  private static let longestStoredLength = 7

  /// Decodes; never writes beyond `output`.
  static func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    var (read, written) = (0, 0)
    func next() throws -> Int {
      guard read < input.count else { throw HDF5FilterFailure(problem: "it is cut off") }
      defer { read += 1 }
      return Int(input[read])
    }
    while read < input.count {
      let control = try next()
      if control < longestRun {
        let count = control + 1
        guard count <= input.count - read, count <= output.count - written else {
          throw HDF5FilterFailure(problem: "a run leaves its bounds")
        }
        UnsafeMutableRawBufferPointer(rebasing: output[written..<written + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: input[read..<read + count]))
        read += count
        written += count
        continue
      }
      var count = control >> 5
      if count == longestStoredLength { count += try next() }
      count += 2
      let low = try next()
      let distance = (control & 31) << 8 + low + 1
      guard distance <= written, count <= output.count - written else {
        throw HDF5FilterFailure(problem: "a copy leaves its bounds")
      }
      // The copy may overlap what it writes, and repeats it then.
      for index in written..<written + count { output[index] = output[index - distance] }
      written += count
    }
    return written
  }
}
