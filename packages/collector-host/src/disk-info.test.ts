import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixtureMachine } from './fixture-machine.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine({
    'proc/diskstats': ['8 0 sda', '253 0 dm-0', '254 0 vda']
      .map((disk) => `${disk} 1 2 3 4 5 6 7 8 9 10 11\n`)
      .join(''),
  });
});

afterEach(() => {
  machine[Symbol.dispose]();
});

async function readInfo(): Promise<Record<string, number>> {
  const { samples, errors } = await machine.read({ collectors: ['diskstats'] });
  expect(errors).toEqual({});
  return Object.fromEntries(
    Object.entries(samples).filter(([name]) => /^node_disk_(?:\w+_)?(?:info|ata_\w+)/.test(name)),
  );
}

const diskInfo = (device: string, numbers: string, others: string): string => {
  const [major, minor] = numbers.split(':');
  return `node_disk_info{device="${device}",major="${major}",minor="${minor}",${others}}`;
};
const nothing = 'path="",wwn="",model="",serial="",revision="",rotational="0"';

describe('DiskInfo', () => {
  it('shows the numbers of disks where udev does not run', async () => {
    expect(await readInfo()).toEqual({
      [diskInfo('sda', '8:0', nothing)]: 1,
      [diskInfo('dm-0', '253:0', nothing)]: 1,
      [diskInfo('vda', '254:0', nothing)]: 1,
    });
  });

  it('shows what udev knows', async () => {
    machine.write({
      'run/udev/data/b8:0':
        'S:disk/by-id/ata-X\nE:ID_ATA=1\nE:ID_ATA_WRITE_CACHE=1\nE:ID_ATA_WRITE_CACHE_ENABLED=0\n' +
        'E:ID_ATA_ROTATION_RATE_RPM=7200\nE:ID_PATH=pci-0000:00:1f.2-ata-1\nE:ID_WWN=0x5000\n' +
        'E:ID_MODEL=TOSHIBA\nE:ID_SERIAL=TOSHIBA_X\nE:ID_SERIAL_SHORT=X\nE:SCSI_IDENT_SERIAL=\n' +
        'E:ID_REVISION=VM85\n',
      'run/udev/data/b253:0':
        'E:DM_NAME=vg-root\nE:DM_UUID=LVM-1\nE:DM_VG_NAME=vg\nE:DM_LV_NAME=root\n' +
        'E:ID_FS_TYPE=ext4\nE:ID_FS_USAGE=filesystem\nE:ID_FS_UUID=a=b\nE:ID_FS_VERSION=1.0\n',
      'run/udev/data/b254:0': 'E:ID_SERIAL=virtio-1\n',
      'sys/block/sda/queue/rotational': '1\n',
      'sys/block/dm-0/slaves/sda2/.keep': '',
      'sys/block/dm-0/slaves/sda1/.keep': '',
    });
    const disk = 'path="pci-0000:00:1f.2-ata-1",wwn="0x5000",model="TOSHIBA",serial="X"';
    expect(await readInfo()).toEqual({
      [diskInfo('sda', '8:0', `${disk},revision="VM85",rotational="1"`)]: 1,
      [diskInfo('dm-0', '253:0', nothing)]: 1,
      [diskInfo('vda', '254:0', nothing.replace('serial=""', 'serial="virtio-1"'))]: 1,
      'node_disk_ata_write_cache{device="sda"}': 1,
      'node_disk_ata_write_cache_enabled{device="sda"}': 0,
      'node_disk_ata_rotation_rate_rpm{device="sda"}': 7200,
      'node_disk_filesystem_info{device="dm-0",type="ext4",usage="filesystem",uuid="a=b",version="1.0"}': 1,
      'node_disk_device_mapper_info{device="dm-0",name="vg-root",uuid="LVM-1",vg_name="vg",lv_name="root",lv_layer=""}': 1,
      'node_disk_device_mapper_backing_device_info{device="dm-0",backing_device="sda1"}': 1,
      'node_disk_device_mapper_backing_device_info{device="dm-0",backing_device="sda2"}': 1,
    });
  });
});
