import Files
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Lists of windows of time.
@Suite struct TimestampsFileTests {
  private func read(_ text: String) throws -> TimestampsFile {
    let folder = try TemporaryFolder()
    return try TimestampsFile(path: folder.write(Array(text.utf8), to: "times.txt"))
  }

  private func windows(_ text: String) throws -> [[Int64]] {
    try read(text).windows.map {
      [$0.startMicroseconds, $0.endMicroseconds] + ($0.fileIndex.map { [Int64($0)] } ?? [])
    }
  }

  @Test func `One column holds boundaries`() throws {
    #expect(try windows("10\n20\n\n45\n") == [[10, 20], [20, 45]])
    #expect(try windows("t_us\r\n10\r\n20") == [[10, 20]])
  }

  @Test func `Two columns hold start and end, which may overlap`() throws {
    #expect(try windows("0 100\n50 150\n50 120\n400 500") == [[0, 100], [50, 150], [50, 120], [400, 500]])
    #expect(try windows("start,end\n0,100\n") == [[0, 100]])
    #expect(try windows("0;100\n\t7\t 9 \n") == [[0, 100], [7, 9]])
  }

  @Test func `DSEC's lists are read`() throws {
    let forward = "# from_timestamp_us, to_timestamp_us\n49599300523, 49599400524\n49599400524, 49599500511\n"
    #expect(try windows(forward) == [[49_599_300_523, 49_599_400_524], [49_599_400_524, 49_599_500_511]])
    let test = """
      # from_timestamp_us, to_timestamp_us, file_index
      51648500652, 51648600632, 820
      51649000573, 51649100552, 830
      """
    let file = try read(test)
    #expect(file.windows.map(\.fileIndex) == [820, 830])
    #expect(file.unit == .microseconds)
    #expect(file.windows[0].durationMicroseconds == 99980)
  }

  @Test func `Whole numbers are microseconds, others seconds, and the file says which`() throws {
    #expect(try read("1\n2\n").unit == .microseconds)
    let seconds = try read("0.5 1\n1 1.25e0\n")
    #expect(seconds.unit == .seconds && seconds.unitReason.contains("fraction"))
    #expect(seconds.windows.map(\.startMicroseconds) == [500_000, 1_000_000])
    #expect(try windows("1504645177.4171235 1504645177.4487135") == [[1_504_645_177_417_124, 1_504_645_177_448_714]])
    // As numpy.savetxt writes whole numbers.
    let saved = "4.959930052300000000e+10 4.959940052400000000e+10 8.200000000000000000e+02"
    #expect(try windows(saved) == [[49_599_300_523, 49_599_400_524, 820]])
    #expect(
      try windows("1.504645177417123556e+09\n1.504645178e+09") == [[1_504_645_177_417_124, 1_504_645_178_000_000]])
  }

  @Test func `The unit can be given`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("1\n3\n".utf8), to: "a.txt")
    #expect(try TimestampsFile(path: path, unit: .seconds).windows[0].endMicroseconds == 3_000_000)
    #expect(try TimestampsFile(path: path, unit: .milliseconds).windows[0].startMicroseconds == 1000)
  }

  @Test(arguments: [
    ("", "holds no times"), ("# nothing\n\n", "holds no times"), ("5\n", "line 1"), ("5\n6\n6\n", "line 3"),
    ("5\n7\n6\n", "line 3"), ("0 5\n# x\n7 6\n", "line 3"), ("0 5\n5 5\n", "line 2"), ("5 9\n4 8\n", "line 2"),
    ("1 2\nnan 3\n", "line 2"), ("inf\n", "line 1"), ("1 2\n3\n", "line 2"), ("1 2 3 4\n", "line 1"),
    ("1\nabc\n", "line 2"), ("a b\nc d\n", "line 2"), ("1 x\n", "line 1"), ("1 2 0.5\n", "line 1"),
    ("1 2 -1\n", "line 1"), ("1e300\n2e300\n", "line 1"), ("1 99999999999999999999\n", "line 1"),
  ])
  func `What is no list of windows is refused, by its line`(text: String, part: String) throws {
    let error = #expect(throws: FileError.self) { try self.read(text) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    #expect(error?.remedy != nil && error?.description.contains("\n") == false)
  }

  @Test func `Arrays are read as text is`() throws {
    let folder = try TemporaryFolder()
    func windows(_ tensor: AnyTensor) throws -> [TimeWindow] {
      try NumpyFile.write(tensor, to: folder.file("a.npy"), overwrite: true)
      return try TimestampsFile(path: folder.file("a.npy")).windows
    }
    let expected = [TimeWindow(startMicroseconds: 10, endMicroseconds: 20)]
    #expect(try windows(.int64(Tensor(shape: [2], scalars: [10, 20]))) == expected)
    #expect(try windows(.uint32(Tensor(shape: [2, 1], scalars: [10, 20]))) == expected)
    #expect(try windows(.float64(Tensor(shape: [1, 2], scalars: [1e-5, 2e-5]))) == expected)
    #expect(
      try windows(.int64(Tensor(shape: [1, 3], scalars: [10, 20, 7])))
        == [TimeWindow(startMicroseconds: 10, endMicroseconds: 20, fileIndex: 7)])
    // Rounded as the times of MVSEC's events.
    let seconds = [1506117897.5321, 1506117897.564201]
    #expect(
      try windows(.float64(Tensor(shape: [2], scalars: seconds)))[0].endMicroseconds
        == Int64((seconds[1] * 1e6).rounded(.toNearestOrEven)))
    for wrong in [
      AnyTensor.float64(Tensor(shape: [2], scalars: [1, .nan])), .int64(Tensor(shape: [2], scalars: [5, 4])),
      .int64(Tensor(shape: [1, 4], scalars: [1, 2, 3, 4])), .int64(Tensor(shape: [0], scalars: [])),
    ] {
      #expect(throws: FileError.self) { try windows(wrong) }
    }
  }
}
