// swift-tools-version: 6.2
// The readers of events under libFuzzer: a package of its own, so that the root's build knows nothing of it.

import PackageDescription

let package = Package(
  name: "fuzz-readers",
  dependencies: [.package(name: "saccade", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        .product(name: "Datasets", package: "saccade"), .product(name: "Recordings", package: "saccade"),
        .product(name: "SpikingNetworks", package: "saccade"), .product(name: "Files", package: "saccade"),
        .product(name: "Tensors", package: "saccade"), .product(name: "Workflows", package: "saccade"),
      ],
      path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
