import Foundation
import Representations
import Testing

struct EventRepresentationNameTests {
  @Test(arguments: everyKind)
  func `A name is read and told again`(name: String) throws {
    let representation = try EventRepresentation(name)
    #expect(try EventRepresentation(representation.name) == representation)
  }

  @Test(arguments: [
    ("time-surface:33ms", 33_000), ("time-surface:250us", 250), ("time-surface:1.5s", 1_500_000),
    ("time-surface:40", 40.0),
  ])
  func `A decay is a time with a unit or whole microseconds`(name: String, microseconds: Double) throws {
    #expect(try EventRepresentation(name) == EventRepresentation(TimeSurface(decayMicroseconds: microseconds)))
  }

  @Test(arguments: [
    ("voxel", "'voxel' is no representation of events; there are count, polarity"),
    ("", "'' is no representation of events"),
    ("voxel-grid", "'voxel-grid' needs the bins of time: voxel-grid:B"),
    ("voxel-grid:", "'voxel-grid:' has '' where B belongs, the bins of time, a number from 1 to 1024"),
    ("voxel-grid:0", "a number from 1 to 1024"), ("voxel-grid:-3", "a number from 1 to 1024"),
    ("voxel-grid:1025", "a number from 1 to 1024"), ("voxel-grid:99999999999999999999", "a number from 1 to 1024"),
    ("hats:10", "'hats:10' needs the pixels that a surface reaches: hats:CELL:RADIUS"),
    ("hats:10:10", "RADIUS belongs, the pixels that a surface reaches, a number from 0 to 9"),
    ("voxel-grid:5:2", "has more parts than 'voxel-grid' takes"), ("count:1", "has more parts than 'count' takes"),
    ("time-surface:", "a time above zero such as 33ms"), ("time-surface:0", "a time above zero such as 33ms"),
    ("time-surface:nanms", "a time above zero such as 33ms"), ("time-surface:-1ms", "a time above zero such as 33ms"),
    ("time-surface:1.5", "a time above zero such as 33ms"),
  ])
  func `A name that cannot be read is told in one line, with what is allowed`(name: String, told: String) {
    let error = #expect(throws: EventRepresentationNameError.self) { try EventRepresentation(name) }
    #expect(error?.description.contains(told) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `Only what has such a form is normalised or keeps some of its splits`() throws {
    let normalized = EventRepresentation(VoxelGrid(bins: 5, normalizes: true))
    #expect(try EventRepresentation("voxel-grid:5").normalized == normalized)
    #expect(try EventRepresentation("count").normalized == nil)
    #expect(try EventRepresentation("ste:13").keepingEvery(3)?.shape(width: 8, height: 6) == [5, 2, 6, 8])
    #expect(try EventRepresentation("count").keepingEvery(3) == nil)
  }

  @Test func `Every name of the list can be read, and the tests know each`() throws {
    let known = Set(everyKind.map { $0.prefix { $0 != ":" } })
    #expect(known == Set(EventRepresentation.names.map { $0.prefix { $0 != ":" && $0 != "[" } }))
    #expect(Set(EventRepresentation.names).count == EventRepresentation.names.count)
  }

  @Test(arguments: everyKind)
  func `A representation says which polarity comes first where it has that axis`(name: String) throws {
    let representation = try EventRepresentation(name)
    #expect((representation.meaning.polarities != nil) == representation.axes.contains("polarity"))
    #expect(TensorMeaning(ofRepresentation: name) == representation.meaning)
  }

  @Test func `Values of spikes are brightness, and of an unknown name nothing is known`() {
    for form in SpikeRepresentation.names {
      let name = form.replacingOccurrences(of: ":K", with: ":5").replacingOccurrences(of: ":W", with: ":5")
      #expect(TensorMeaning(ofRepresentation: name)?.values == .brightness, "\(name)")
    }
    #expect(TensorMeaning(ofRepresentation: "data") == nil)
  }
}
