.PHONY: run test test-unit test-program test-live test-pages test-seeds test-scale tests test-asan test-tsan fuzz-smoke build \
	release package test-package test-guides bench bench-smoke bench-smoke-table soak-smoke lint format clean

# Installs what is missing, starts the demo, and shows one help request from the press of the button to its end.
run: build
	Scripts/run-demo .build/debug/helpbridge

# Every test there is; the live ones on real Asterisks, which are made in .lab on the first run.
test: tests
	Scripts/test

# The random tests with ten times as many seeds.
test-seeds: tests
	Scripts/test seeds

# Three bridges behind HAProxy, on a PostgreSQL with a replica, while one thing after another fails: with a scripted PBX, then
# with two real Asterisks.
test-scale: tests
	Scripts/test scale

# What needs nothing but this package.
test-unit: tests
	Scripts/test unit

# The program that was built, as a user runs it, with a simulated PBX.
test-program: tests
	Scripts/test program

# Real Asterisks with real phones.
test-live: tests
	Scripts/test live

# A real browser, and a real CRM.
test-pages: tests
	Scripts/test pages

tests:
	Scripts/install-deps test
	swift build --build-tests --explicit-target-dependency-import-check error

# The unit tests with the compiler's watch over memory, and over threads. Each is built in a folder of its own.
test-asan:
	Scripts/install-deps test
	Scripts/sanitized-tests address

test-tsan:
	Scripts/install-deps test
	Scripts/sanitized-tests thread

# Every parser that outsiders reach gets a minute of libFuzzer's inputs.
fuzz-smoke:
	Scripts/fuzz smoke

build:
	Scripts/install-deps
	swift build --product helpbridge

# With the Swift runtime in it: it starts in four fifths of the time, and needs no Swift where it is installed.
release:
	Scripts/install-deps
	swift build -c release --static-swift-stdlib --product helpbridge

# A Debian package for Debian 12, in .build/package.
package: release
	Packaging/debian/build .build/release/helpbridge

# The package in a bare Debian 12: installed, upgraded while a bridge serves, removed, purged.
test-package: build
	Scripts/install-deps test
	Scripts/check-packaging .build/debug/helpbridge
	Scripts/test-package .build/debug/helpbridge

# The guides followed to the letter, in the same bare Debian, beside real Asterisks.
test-guides: test-package
	Scripts/pbx-lab make 16
	Scripts/pbx-lab make 22
	Scripts/test-guides .build/debug/helpbridge

# The bridge beside bare programs that do a part of its work, in a release build: one table of ratios, which is kept.
bench:
	Scripts/install-deps bench
	Scripts/bench ratios --write Benchmarks/RESULTS.md

# The same in less than two minutes, with the program that the tests are run on and with what is installed; fails on a ratio
# that is three times worse than in the table of such a run.
bench-smoke: tests
	.build/debug/helpbridge-benchmark ratios --seconds 3 --compare Benchmarks/SMOKE.md

bench-smoke-table: tests
	Scripts/install-deps bench
	.build/debug/helpbridge-benchmark ratios --seconds 3 --write Benchmarks/SMOKE.md

# Two minutes under faults, with the program that the tests are run on: nothing in it grows.
soak-smoke: tests
	.build/debug/helpbridge-benchmark endurance --minutes 2

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks
	Scripts/check-imports
	Scripts/check-packaging

format:
	swift format -i --recursive Package.swift Sources Tests Benchmarks

clean:
	rm -rf .build .build-fuzz .build-address .build-thread .lab
