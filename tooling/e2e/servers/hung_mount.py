"""Mounts a file system that never answers, for tests: hung_mount.py FOLDER

Needs root and /dev/fuse. Prints "mounted", and "asked" for each question that stays without an answer. When it is ended
it takes the file system away, and whoever waits for an answer gets an error.
"""

import ctypes
import os
import signal
import struct
import sys

INIT = 26
# FORGET, INTERRUPT, BATCH_FORGET: what the kernel says rather than asks.
WITHOUT_ANSWER = (2, 36, 42)
MS_NOSUID, MS_NODEV = 2, 4
MNT_DETACH = 2

folder = os.fsencode(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
device = os.open("/dev/fuse", os.O_RDWR)
options = b"fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % device
if libc.mount(b"hung", folder, b"fuse.hung", MS_NOSUID | MS_NODEV, options) != 0:
    number = ctypes.get_errno()
    sys.exit(f"mount: {os.strerror(number)}")



def leave(*_):
    libc.umount2(folder, MNT_DETACH)
    sys.exit(0)


signal.signal(signal.SIGTERM, leave)
while True:
    request = os.read(device, 1 << 17)
    _, code, unique = struct.unpack_from("<IIQ", request)
    if code == INIT:
        answer = struct.pack("<IIIIHHIIHHI7I", 7, 31, 0, 0, 12, 10, 4096, 1, 0, 0, 0, *[0] * 7)
        os.write(device, struct.pack("<IiQ", 16 + len(answer), 0, unique) + answer)
        print("mounted", flush=True)
    elif code not in WITHOUT_ANSWER:
        print("asked", flush=True)
