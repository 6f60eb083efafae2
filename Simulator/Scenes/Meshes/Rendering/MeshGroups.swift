/// The meshes of a scene, by those that hide each other by depth: neighbours in its list of things.
struct MeshGroups: Sendable {
  /// Neighbours.
  struct Group: Sendable {
    /// Among the things.
    var things: Range<Int>
    /// Among the meshes.
    var meshes: Range<Int>
  }

  let atlas: MeshAtlas
  let groups: [Group]

  init(_ meshes: [PreparedMesh]) throws {
    atlas = try MeshAtlas(meshes)
    var groups: [Group] = []
    for (index, mesh) in meshes.enumerated() {
      if let last = groups.indices.last, groups[last].things.upperBound == mesh.number {
        groups[last].things = groups[last].things.lowerBound..<mesh.number + 1
        groups[last].meshes = groups[last].meshes.lowerBound..<index + 1
      } else {
        groups.append(Group(things: mesh.number..<mesh.number + 1, meshes: index..<index + 1))
      }
    }
    self.groups = groups
  }

  /// The group that ends with a thing, which is when it is painted.
  func group(endingWith thing: Int) -> Int? { groups.firstIndex { $0.things.upperBound == thing + 1 } }

  /// The group of a thing; nil for a layer.
  func group(of thing: Int) -> Int? { groups.firstIndex { $0.things.contains(thing) } }
}
