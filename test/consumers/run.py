"""Builds and runs two projects that use Serinus from outside, each with the static and the shared library.

  subproject/   a meson project with dependency('serinus', fallback: ['serinus', 'serinus_dep'])
  installed/    one program, compiled against the installed library with what pkg-config says

CC and CXX choose the compiler; ccache lets the kinds share what they compile alike. Closes with 'N passed, N failed'.
"""
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build/consumers"
KINDS = ("static", "shared")


def run(*command, **options):
    print("+ " + shlex.join(map(str, command)), flush=True)
    return subprocess.run([str(part) for part in command], check=True, **options)


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def subproject(kind):
    """The static one without all that may be absent, since nobody else compiles what stands in for it; for the shared one
    each source is compiled alone, and so one that lacks an include is seen."""
    project = fresh(WORK / f"subproject-{kind}")
    shutil.copytree(HERE / "subproject", project, dirs_exist_ok=True)
    (project / "subprojects").mkdir()
    (project / "subprojects/serinus").symlink_to(ROOT, target_is_directory=True)
    run("meson", "setup", project / "build", project, "-Dbuildtype=plain",
        f"-Dserinus:default_library={kind}",
        *(["-Dauto_features=disabled", "-Dserinus:unity_library=true"] if kind == "static" else []))
    run("meson", "test", "-C", project / "build", "--print-errorlogs")


def installed(kind):
    work = fresh(WORK / f"installed-{kind}")
    prefix = work / "prefix"
    run("meson", "setup", work / "build", ROOT, "-Dbuildtype=plain", f"-Ddefault_library={kind}", f"-Dprefix={prefix}",
        "-Dlibdir=lib", "-Dunity_library=true", "-Dtests=disabled", "-Dsamples=disabled")
    run("meson", "install", "-C", work / "build", "--quiet")

    environment = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"))
    ask = ["pkg-config", "--cflags", "--libs", "serinus"] + (["--static"] if kind == "static" else [])
    flags = shlex.split(run(*ask, env=environment, capture_output=True, text=True).stdout)
    compiler = shlex.split(os.environ.get("CXX", "c++"))
    run(*compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", HERE / "installed/main.cpp", "-o", work / "consumer", *flags)
    libraries = {"LD_LIBRARY_PATH": str(prefix / "lib")} if kind == "shared" else {}
    run(work / "consumer", env=dict(os.environ, **libraries), timeout=60)


def cache_compilers():
    """Meson adds ccache to the compilers it finds by itself alone."""
    if not shutil.which("ccache"):
        return
    for name in ("CC", "CXX"):
        if os.environ.get(name) and "ccache" not in os.environ[name]:
            os.environ[name] = "ccache " + os.environ[name]


def main():
    cache_compilers()
    results = []
    for consume in (subproject, installed):
        for kind in KINDS:
            try:
                consume(kind)
                results.append(True)
            except (subprocess.SubprocessError, OSError) as fault:
                results.append(False)
                print(f"consumer failed: {consume.__name__}, {kind}: {fault}")
                if getattr(fault, "stderr", None):
                    print(fault.stderr)
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
