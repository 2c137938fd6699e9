"""Digits on two processes: torchrun --nproc-per-node 2 THIS_SCRIPT."""

import argparse
import os

import torch
import torch.distributed as dist
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    dist.init_process_group("gloo")
    rank = int(os.environ["RANK"])
    torch.manual_seed(args.seed)
    digits = load_digits()
    x = torch.tensor(digits.data / 16, dtype=torch.float32)
    y = torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    data = TensorDataset(x[perm[:1400]], y[perm[:1400]])
    sampler = DistributedSampler(data, seed=args.seed)
    loader = DataLoader(data, batch_size=16, sampler=sampler)
    module = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    model = DistributedDataParallel(module)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        sampler.set_epoch(epoch)
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            accuracy = (module(x[perm[1400:]]).argmax(1) == y[perm[1400:]]).float().mean()
        if rank == 0:
            print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")
    weights = module[0].weight.detach().clone()
    dist.broadcast(weights, src=1)
    if rank == 0:
        print(f"distance between the replicas {(weights - module[0].weight).norm().item():.4f}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
