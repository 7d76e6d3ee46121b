# shellcheck shell=bash disable=SC2034
# How the programs are built for use; sourced by what builds them so.
#   "${release[@]}" --product blindfold
release=(swift build -c release --static-swift-stdlib)
# With packed relocations a program takes 3 MB less of memory. lld, which comes with Swift, writes them; glibc reads them
# since 2.36.
glibc=$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2)
if [ "$(printf '%s\n' 2.36 "$glibc" | sort -V | head -n 1)" = 2.36 ]; then
  release+=(-Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs)
fi
