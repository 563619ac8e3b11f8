# SPDX-License-Identifier: GPL-2.0-or-later
"""compare.py - run inside of gdb: stops a program at addresses of a file, and asks there.

The environment says what: VALUES_FILE (the ELF file), VALUES_PLACES (addresses in it, a line each),
and either VALUES_HITS (a file to write those to that are reached: at most VALUES_MOST) or
VALUES_ANSWERS (the shared object of answers.c's output), whose values are compared with gdb's.

Breakpoints are written by hand, each is hit once: gdb's own, by the thousand, are slow.
"""
import collections
import ctypes
import os

import gdb

FILE = os.path.realpath(os.environ["VALUES_FILE"])
MOST = int(os.environ.get("VALUES_MOST", "0"))
SHOWN = 20  # differences in full
REGISTERS = "rax rdx rcx rbx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip".split()


class Context(ctypes.Structure):
    _fields_ = [("registers", ctypes.c_uint64 * 17), ("thread_pointer", ctypes.c_uint64),
                ("pid", ctypes.c_uint64), ("has_failed", ctypes.c_uint64)]


class Answer(ctypes.Structure):
    _fields_ = [("address", ctypes.c_uint64), ("name", ctypes.c_char_p), ("value", ctypes.c_void_p),
                ("why", ctypes.c_char_p), ("bits", ctypes.c_uint32), ("is_signed", ctypes.c_uint32)]


class Answers:
    """The shared object: rows by address, and their values."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        self.lib.answer_value.restype = ctypes.c_uint64
        self.lib.answer_value.argtypes = [ctypes.c_ulong, ctypes.POINTER(Context)]
        n = ctypes.c_ulong.in_dll(self.lib, "nanswers").value
        self.base = ctypes.c_uint64.in_dll(self.lib, "base").value
        self.rows = (Answer * n).in_dll(self.lib, "answers")
        self.at = collections.defaultdict(list)
        for i in range(n):
            self.at[self.rows[i].address].append(i)

    def value(self, i, context):
        context.has_failed = 0
        bits = self.lib.answer_value(i, ctypes.byref(context))
        return "unreadable" if context.has_failed else bits


class Unavailable(Exception):
    """gdb has no value, for this reason."""


def context_of(frame, pid):
    c = Context()
    mask = (1 << 64) - 1
    for i, name in enumerate(REGISTERS):
        c.registers[i] = int(frame.read_register(name)) & mask
    c.thread_pointer = int(frame.read_register("fs_base")) & mask
    c.pid = pid
    return c


def symbols_at(pc):
    """By name, the innermost first, up to the function."""
    found = {}
    block = gdb.block_for_pc(pc)
    while block and not block.is_static and not block.is_global:
        for symbol in block:
            if symbol.is_variable or symbol.is_argument or symbol.is_constant:
                found.setdefault(symbol.name, symbol)
        block = block.superblock
    return found


def bits_of(value):
    """An integer of 64 bits, as a script has it."""
    type_ = value.type.strip_typedefs()
    if value.is_optimized_out:
        raise Unavailable("optimised out")
    if type_.code in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
        target = value.referenced_value().address
        if target is None:
            raise Unavailable("synthetic pointer")
        return int(target) & ((1 << 64) - 1)
    if type_.code == gdb.TYPE_CODE_FLT:
        if value.address is None:
            raise Unavailable("in no memory")
        as_int = gdb.lookup_type({4: "unsigned int", 8: "unsigned long"}[type_.sizeof])
        value = value.address.cast(as_int.pointer()).dereference()
    return int(value) & ((1 << 64) - 1)


def ask(symbol, path, frame):
    try:
        value = symbol.value(frame)
        for member in path:
            value = value[member]
        return bits_of(value)
    except gdb.MemoryError:
        return "unreadable"
    except Unavailable as e:
        return str(e)
    except gdb.error as e:
        text = str(e)
        if "optimized out" in text:
            return "optimised out"
        if "ynthetic pointer" in text or "implicit pointer" in text:
            return "synthetic pointer"
        if "ccess memory" in text:
            return "unreadable"
        return "error: " + text


def judge(ours, theirs, why):
    """The class that a pair belongs to."""
    if ours is not None:
        if ours == theirs:
            return "equal: unreadable" if ours == "unreadable" else "equal: value"
        return "DIFFERENT: value"
    if theirs == "optimised out":
        return "equal: optimised out"
    if "no value yet" in why:  # libdw does not know DW_OP_GNU_uninit
        return "unavailable: not initialised yet, or not readable"
    if theirs == "synthetic pointer" or "synthetic" in why:
        return "equal: pointer to what has no address" if "synthetic" in why else "DIFFERENT: none"
    if "probes do not save" in why or "floating-point" in why:
        return "unavailable: vector registers"
    if "entry value" in why or "only the function's caller" in why:
        return "unavailable: gdb asks the caller's frame"
    return "DIFFERENT: none"


class Comparison:
    def __init__(self, answers):
        self.answers = answers
        self.counts = collections.Counter()
        self.places = 0

    def show(self, pc, name, ours, theirs, why):
        if sum(n for what, n in self.counts.items() if what.startswith("DIFFERENT")) <= SHOWN:
            ours = why if ours is None else ours if isinstance(ours, str) else hex(ours)
            theirs = theirs if isinstance(theirs, str) else hex(theirs)
            print(f"0x{pc:x} {name}: stap: {ours}; gdb: {theirs}")

    def stop(self, address, pid):
        frame = gdb.newest_frame()
        symbols = symbols_at(frame.pc())
        context = context_of(frame, pid)
        self.places += 1
        for i in self.answers.at[address]:
            row = self.answers.rows[i]
            name, *path = row.name.decode().split(".")
            if name not in symbols:
                self.counts["not asked: gdb does not see it"] += 1
                continue
            theirs = ask(symbols[name], path, frame)
            if isinstance(theirs, str) and theirs.startswith(("error:", "in no memory")):
                self.counts["not asked: gdb cannot say (" + theirs[:60] + ")"] += 1
                continue
            why = (row.why or b"").decode()
            ours = self.answers.value(i, context) if row.value else None
            what = judge(ours, theirs, why)
            self.counts[what] += 1
            if what.startswith("DIFFERENT"):
                self.show(address, row.name.decode(), ours, theirs, why)

    def report(self):
        for what in sorted(self.counts):
            print(f"{self.counts[what]:8} {what}")
        pairs = sum(n for what, n in self.counts.items() if not what.startswith("not asked"))
        print(f"{self.places} places, {pairs} pairs, "
              f"{sum(n for w, n in self.counts.items() if w.startswith('DIFFERENT'))} different")


class Hits:
    """Notes which places are reached, and asks nothing."""

    def __init__(self, path):
        self.path, self.places, self.addresses = path, 0, []

    def stop(self, address, pid):
        self.places += 1
        self.addresses.append(address)

    def report(self):
        with open(self.path, "w") as f:
            f.writelines(f"0x{a:x}\n" for a in self.addresses)


def mapped_at(pid):
    """Where the file's first byte is mapped, or None."""
    with open(f"/proc/{pid}/maps") as f:
        for line in f:
            fields = line.split(None, 5)
            if len(fields) == 6 and int(fields[2], 16) == 0 and fields[5].strip() == FILE:
                return int(fields[0].split("-")[0], 16)
    return None


def plant(memory, addresses):
    saved = {}
    for a in addresses:
        try:
            saved[a] = os.pread(memory, 1, a)
        except OSError:
            continue
        os.pwrite(memory, b"\xcc", a)
    return saved


def start():
    """To where the file is mapped; the bias of its addresses."""
    gdb.execute("starti", to_string=True)
    pid = gdb.selected_inferior().pid
    while mapped_at(pid) is None:
        gdb.execute("catch load", to_string=True)
        gdb.execute("continue", to_string=True)
        if not gdb.selected_inferior().pid:
            raise gdb.GdbError("the program ended before it had mapped " + FILE)
    gdb.execute("delete", to_string=True)
    return pid, mapped_at(pid)


def run(task, places, base):
    pid, at = start()
    memory = os.open(f"/proc/{pid}/mem", os.O_RDWR)
    saved = plant(memory, [p - base + at for p in places])
    while not MOST or task.places < MOST:
        gdb.execute("continue", to_string=True)
        if not gdb.selected_inferior().pid:
            break
        pc = gdb.newest_frame().pc() - 1
        if pc not in saved:  # a signal of the program's own
            continue
        os.pwrite(memory, saved.pop(pc), pc)
        gdb.execute(f"set $pc = 0x{pc:x}", to_string=True)
        task.stop(pc - at + base, pid)
    if gdb.selected_inferior().pid:
        gdb.execute("kill", to_string=True)
    task.report()


def main():
    for setting in ("pagination off", "confirm off", "width 0", "debuginfod enabled off",
                    "breakpoint pending off", "startup-with-shell on", "style enabled off",
                    "print thread-events off"):
        gdb.execute("set " + setting, to_string=True)
    gdb.execute("handle SIGTRAP stop nopass", to_string=True)
    for signal in ("SIGCHLD", "SIGALRM", "SIGUSR1", "SIGPIPE", "SIGWINCH"):
        gdb.execute(f"handle {signal} nostop noprint pass", to_string=True)
    with open(os.environ["VALUES_PLACES"]) as f:
        places = [int(line, 16) for line in f]
    if "VALUES_ANSWERS" in os.environ:
        answers = Answers(os.environ["VALUES_ANSWERS"])
        task, base = Comparison(answers), answers.base
    else:
        task, base = Hits(os.environ["VALUES_HITS"]), int(os.environ["VALUES_BASE"], 16)
    run(task, places, base)


try:
    main()
except Exception as e:  # gdb would go on, and end with status 0
    import traceback
    traceback.print_exc()
    gdb.execute("kill", to_string=True)
    gdb.execute("quit 1")
