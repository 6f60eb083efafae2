import Recordings
import Representations
import Tensors
import Testing

@Suite struct SpikeRepresentationTests {
  static let recording = RandomSpikes.recording(width: 7, height: 5, frames: 90)

  @Test(arguments: ["window:1", "window:5", "window:200", "tfp:8", "tfi", "tfstp", "isi", "isi:1", "isi:6"])
  func `A tensor has the shape and the type that its name says`(name: String) throws {
    let kind = try #require(SpikeRepresentation(name))
    #expect(kind.name == name)
    let shape = kind.shape(for: Self.recording.geometry)
    #expect(kind.axes.count == shape.count)
    for center in [0, 44, 89] {
      let tensor = try kind.tensor(at: center, of: Self.recording)
      #expect(tensor.shape == shape && tensor.scalarType == kind.scalarType)
    }
  }

  @Test(arguments: ["", "window", "window:0", "window:x", "window:99999999", "isi:", "isi:0", "tfp:0", "voxel-grid:5"])
  func `Other names are refused`(name: String) { #expect(SpikeRepresentation(name) == nil) }

  @Test func `A window starts half its length before the moment, and is zero outside the recording`() throws {
    let kind = try #require(SpikeRepresentation("window:4"))
    func frames(_ center: Int) throws -> Tensor<UInt8> {
      guard case .uint8(let tensor) = try kind.tensor(at: center, of: Self.recording) else { return Tensor(zeros: [0]) }
      return tensor
    }
    #expect(try frames(44) == Self.recording[42..<46].unpacked())
    let first = try frames(1)
    #expect(first.slice(at: 0).scalars.allSatisfy { $0 == 0 })
    #expect(first.slice(at: 1) == Self.recording.unpackedFrame(0))
    let last = try frames(89)
    #expect(last.slice(at: 2) == Self.recording.unpackedFrame(89))
    #expect(last.slice(at: 3).scalars.allSatisfy { $0 == 0 })
  }

  @Test func `A run of intervals holds those of each readout`() throws {
    let single = try #require(SpikeRepresentation("isi"))
    let many = try #require(SpikeRepresentation("isi:6"))
    for center in [1, 44, 88] {
      guard case .uint8(let run) = try many.tensor(at: center, of: Self.recording) else { continue }
      for (index, readout) in (center - 3..<center + 3).enumerated() {
        guard (0..<90).contains(readout) else {
          #expect(run.slice(at: index).scalars.allSatisfy { $0 == 255 })
          continue
        }
        #expect(try AnyTensor.uint8(run.slice(at: index)) == single.tensor(at: readout, of: Self.recording))
      }
    }
  }
}
